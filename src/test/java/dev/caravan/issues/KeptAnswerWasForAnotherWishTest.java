package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * The key of a kept answer had the body only, so that a request with another priority, or another
 * behaviour of the sandbox, got the answer to the first one.
 */
class KeptAnswerWasForAnotherWishTest {
  private static final String BODY =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @Test
  void asksAgainForAnotherPriority() {
    try (Gateway gateway = Gateway.shipped().start()) {
      gateway.chat(BODY, "x-caravan-priority", "cost");

      assertThat(cache(gateway.chat(BODY, "x-caravan-priority", "quality"))).isEqualTo("miss");
      assertThat(cache(gateway.chat(BODY, "x-caravan-priority", "cost"))).isEqualTo("hit");
    }
  }

  @Test
  void asksAgainForAnotherBehaviourOfTheSandbox() {
    try (Gateway gateway = Gateway.shipped().start()) {
      gateway.chat(BODY);

      HttpResponse<String> failed = gateway.chat(BODY, "x-sandbox", "fault=status:503");

      assertThat(failed.statusCode()).isEqualTo(503);
      assertThat(cache(gateway.chat(BODY))).isEqualTo("hit");
    }
  }

  private static String cache(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-caravan-cache").orElseThrow();
  }
}
