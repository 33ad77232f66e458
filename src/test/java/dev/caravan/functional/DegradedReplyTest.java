package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The configured text that stands in when every vendor failed. */
class DegradedReplyTest {
  private static final String PLAIN = OpenAi.ask("fake-model", "hi");
  private static final String STREAM = OpenAi.askForStream("fake-model", "hi");

  private static Gateway gateway(FakeVendor vendor) {
    return Gateway.withVendor(vendor.baseUrl())
        .gateway("routing: {retries: 0, degraded-reply: \"Please come back later.\"}\n")
        .start();
  }

  @Test
  void standsInForAPlainAnswer() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.fails(500, "boom"));
        Gateway gateway = gateway(vendor)) {
      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Gateway.json(answer).at("/choices/0/message/content").asText())
          .isEqualTo("Please come back later.");
      assertDegraded(gateway, answer);
    }
  }

  @Test
  void standsInForAStream() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.fails(500, "boom"));
        Gateway gateway = gateway(vendor)) {
      HttpResponse<String> answer = gateway.chat(STREAM);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("Please come back later.").endsWith(OpenAi.DONE);
      assertDegraded(gateway, answer);
    }
  }

  private static void assertDegraded(Gateway gateway, HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("x-caravan-degraded")).hasValue("true");
    assertThat(answer.headers().firstValue("x-caravan-cost")).isEmpty();
    assertThat(answer.body()).doesNotContain("\"cost\"");
    assertThat(gateway.metric("caravan_cost_total")).isZero();
    assertThat(gateway.metric("caravan_tokens_total")).isZero();
    assertThat(gateway.metric("caravan_request_duration_seconds_count", "\"degraded\""))
        .isEqualTo(1);
  }

  @Test
  void isNeverKept() {
    for (String request : new String[] {PLAIN, STREAM}) {
      Answer good = request.equals(PLAIN) ? OpenAi.says("hello") : OpenAi.streams("hello");
      try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.fails(500, "boom"), good);
          Gateway gateway = gateway(vendor)) {
        assertThat(gateway.chat(request, "Idempotency-Key", "one").body()).contains("come back");

        HttpResponse<String> second = gateway.chat(request, "Idempotency-Key", "one");

        assertThat(second.body()).contains("hello").doesNotContain("come back");
        assertThat(second.headers().firstValue("x-caravan-degraded")).isEmpty();
        assertThat(gateway.chat(request).headers().firstValue("x-caravan-cache")).hasValue("hit");
        assertThat(vendor.requests()).hasSize(2);
      }
    }
  }

  @Test
  void doesNotStandInForTheCallersOwnMistake() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.fails(400, "wrong"));
        Gateway gateway = gateway(vendor)) {
      assertThat(gateway.chat(PLAIN).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void isNotAddedToAStreamThatHasBegun() {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.stream().send(OpenAi.delta("half")));
        Gateway gateway = gateway(vendor)) {
      assertThat(gateway.chat(STREAM).body())
          .contains("half", "upstream_failed")
          .doesNotContain("come back", "[DONE]");
    }
  }
}
