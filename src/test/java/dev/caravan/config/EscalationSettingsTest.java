package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Configurations;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EscalationSettingsTest {
  @Test
  void defaultsAreThoseOfTheShippedFile() {
    assertThat(Configurations.shippedWithAllVendors().gateway().routing().escalation())
        .isEqualTo(EscalationSettings.USUAL);
  }

  @Test
  void mistakesAreToldWithTheirLines() {
    String yaml =
        """
        routing:
          escalation:
            max-held-bytes: 2MB
            min-confidence: 50
            refusals: ["..."]
            unsure:
              - 也许
              - "？"
        """;

    assertThat(Loading.problems(Loading.load(Loading.MODELS, yaml, Map.of())))
        .containsExactlyInAnyOrder(
            "gateway.yaml:3: routing.escalation.max-held-bytes: \"2MB\" is above 1MB (expected: <="
                + " 1MB)",
            "gateway.yaml:4: routing.escalation.min-confidence: 50 is above 1 (expected: <= 1)",
            "gateway.yaml:5: routing.escalation.refusals[0]: \"...\" has no word (expected: I'm not"
                + " sure)",
            "gateway.yaml:8: routing.escalation.unsure[1]: \"？\" has no word (expected: I'm not"
                + " sure)");
  }
}
