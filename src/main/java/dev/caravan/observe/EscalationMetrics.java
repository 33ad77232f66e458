package dev.caravan.observe;

import dev.caravan.call.Call;
import dev.caravan.call.Escalation;
import dev.caravan.quality.Shortcoming;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how the answers were judged that rules want looked at. */
final class EscalationMetrics {
  private final MeterRegistry registry;
  private final Map<String, Counter> results = new ConcurrentHashMap<>();

  /** Meters of one registry, there from the start. */
  EscalationMetrics(MeterRegistry registry) {
    this.registry = registry;
    counter(Escalation.ACCEPTED);
    counter(Escalation.UNJUDGED);
    counter(Escalation.OVER_COST);
    for (Shortcoming shortcoming : Shortcoming.values()) {
      counter(shortcoming.label());
    }
  }

  /** A call is over. */
  void record(Call call) {
    Escalation escalation = call.escalation();
    if (escalation != null) {
      escalation.verdicts().forEach(verdict -> counter(verdict.result()).increment());
    }
  }

  private Counter counter(String result) {
    return results.computeIfAbsent(
        result,
        name ->
            Counter.builder("caravan.escalation.answers")
                .description("Answers of cheap models that a rule wanted looked at, by the result")
                .tag("result", name)
                .register(registry));
  }
}
