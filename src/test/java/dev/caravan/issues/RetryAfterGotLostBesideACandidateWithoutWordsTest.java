package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A rate limit became 502 when the other candidate had no words for the request. */
class RetryAfterGotLostBesideACandidateWithoutWordsTest {
  @Test
  void theClientIsToldToWait() {
    try (FakeVendor vendor =
            FakeVendor.start()
                .answer(
                    Answer.json(429, "{\"error\":{\"message\":\"slow down\"}}")
                        .header("Retry-After", "30"));
        Gateway gateway =
            Gateway.withVendor(vendor.baseUrl())
                .models(
                    """
                    providers:
                      a: {dialect: openai, base-url: "%s", api-keys: [k]}
                      b: {dialect: ollama, base-url: "%s"}
                    models:
                      first: {deployments: [{provider: a}]}
                      second: {deployments: [{provider: b}]}
                    """
                        .formatted(vendor.baseUrl(), vendor.baseUrl()))
                .gateway("routing: {fallback-chain: [second], retries: 0}\n")
                .start()) {
      HttpResponse<String> answer =
          gateway.chat(
              "{\"model\":\"first\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                  + "\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png\"}}]}]}");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
    }
  }
}
