package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.HangingNames;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * A look-up of a vendor's host that did not end was waited for until the connect timeout, however
 * little time the attempt had, or the deadline left.
 */
class NameServerOutlastedTheAttemptTest {
  @Test
  void theNextCandidateIsAskedWhenTheAttemptsTimeIsUp() {
    try (FakeVendor other = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider(
                            "lost",
                            "https://vendor" + HangingNames.DOMAIN,
                            "api-keys: [key], pool: {connect-timeout: 10m}")
                        .provider("other", other)
                        .modelWith("model", "timeout: 300ms", "lost")
                        .model("good", "other"))
                .gateway("routing: {fallback-chain: [good], retries: 0}\n")
                .start()) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("model", "hi"));

      assertThat(answer.body()).contains("hello");
      String id = answer.headers().firstValue("x-request-id").orElseThrow();
      assertThat(Gateway.json(gateway.get("/admin/requests/" + id)).at("/tries/0/result").asText())
          .isEqualTo("timeout");
    }
  }
}
