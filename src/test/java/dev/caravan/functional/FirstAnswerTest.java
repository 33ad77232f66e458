package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What a stranger sees who starts a fresh checkout. */
class FirstAnswerTest {
  @Test
  void sandboxAnswersWithoutAnyVendorKey() {
    try (Gateway gateway = Gateway.shipped().start()) {
      HttpResponse<String> answer =
          gateway.chat(
              "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("sandbox");
      assertThat(Gateway.json(answer).at("/choices/0/message/content").asText())
          .contains("sandbox");
      assertThat(Gateway.json(answer).at("/usage/total_tokens").asInt()).isPositive();
    }
  }
}
