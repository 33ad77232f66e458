package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * A vendor that restarts closes the connections that the gateway keeps to it. Each of them cost one
 * failed try, and five in a row opened the breaker of a vendor that was well again.
 */
class VendorsRestartLookedLikeAnOutageTest {
  @Test
  void keptConnectionThatIsClosedIsReplacedAtOnceAndCountsAgainstNobody() {
    try (FakeVendor vendor =
            FakeVendor.start().answer(OpenAi.says("before"), Answer.reset(), OpenAi.says("after"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", vendor)
                        .modelWith(
                            "model",
                            "circuit-breaker: {failure-threshold: 1, recovery: 10m}",
                            "alpha"))
                .gateway("{routing: {retries: 0}, cache: {exact: {enabled: false}}}")
                .start()) {
      assertThat(gateway.chat(OpenAi.ask("model", "hi")).statusCode()).isEqualTo(200);

      HttpResponse<String> answer = gateway.chat(OpenAi.ask("model", "hi"));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
      assertThat(gateway.stats().path("circuit_breakers").path("model@alpha").asText())
          .isEqualTo("CLOSED");
    }
  }

  @Test
  void newConnectionThatIsResetIsTheVendorsFault() {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.reset());
        Gateway gateway =
            Gateway.withModels(new ModelsYaml().provider("alpha", vendor).model("model", "alpha"))
                .start()) {
      assertThat(gateway.chat(OpenAi.ask("model", "hi")).statusCode()).isEqualTo(502);
      assertThat(vendor.requests()).hasSize(1);
    }
  }
}
