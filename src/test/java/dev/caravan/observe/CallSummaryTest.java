package dev.caravan.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.config.Configuration;
import dev.caravan.config.ConfigurationLoader;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.front.OpenAiChat;
import dev.caravan.json.Json;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.KeyRing;
import dev.caravan.routing.Decision;
import dev.caravan.signals.SignalReader;
import dev.caravan.signals.Signals;
import dev.caravan.stream.NoClient;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is kept of a call that is over. */
class CallSummaryTest {
  private static final Configuration CONFIGURATION =
      new ConfigurationLoader(Map.of(), raw -> raw)
          .load(
              "models.yaml",
              "models: {m: {deployments: [{provider: sandbox}]}}".getBytes(StandardCharsets.UTF_8),
              "gateway.yaml",
              null)
          .orThrow();

  private static Signals signals(String prompt) throws IOException {
    ObjectNode chat = (ObjectNode) Json.mapper().readTree(OpenAi.ask("auto", prompt));
    return SignalReader.of(CONFIGURATION.signals())
        .read(chat, new SignalReader.Context(Map.of(), "default", 9));
  }

  @Test
  void theDecisionIsKeptWithoutAWordOfThePrompt() throws IOException {
    Model model = Objects.requireNonNull(CONFIGURATION.catalogue().find("m"));
    Signals signals = signals("to the bazaar 集市");
    Call call = new Call(new OpenAiChat(), "id", 0, 0, name -> null, new NoClient());
    AttemptRules rules =
        new AttemptRules(
            CONFIGURATION.gateway().retries(),
            new KeyRing(() -> 0),
            deployment -> false,
            AttemptRules.Pace.UNKNOWN,
            new Random(1));
    call.decide(
        new Decision("rule", "task", Priority.COST, List.of(model), "because", List.of(), signals),
        new Attempts(new Attempts.Plan(List.of(), List::of, false), rules, 0));

    CallSummary summary = CallSummary.of(call, 1);

    assertThat(signals.contains("bazaar")).isTrue();
    Signals kept = Objects.requireNonNull(Objects.requireNonNull(summary.decision()).signals());
    assertThat(kept.contains("bazaar, 集市")).isFalse();
    assertThat(summary.toDetailedJson().at("/decision/rule").asText()).isEqualTo("rule");
  }
}
