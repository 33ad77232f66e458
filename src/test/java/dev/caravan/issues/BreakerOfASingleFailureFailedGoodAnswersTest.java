package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import org.junit.jupiter.api.Test;

/**
 * With {@code failure-threshold: 1} the breaker's lock-free window, which then holds one call,
 * threw at the second call that it counted: good answers were taken for failures and bought again.
 */
class BreakerOfASingleFailureFailedGoodAnswersTest {
  @Test
  void goodAnswersStayGood() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("fine"));
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
      for (int i = 0; i < 5; i++) {
        assertThat(gateway.chat(OpenAi.ask("model", "hi")).statusCode()).isEqualTo(200);
      }
      assertThat(vendor.requests()).hasSize(5);
    }
  }
}
