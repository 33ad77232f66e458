package dev.caravan.observe;

import dev.caravan.call.Call;
import dev.caravan.cost.Cost;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts what splits and shadows come to. Its tags hold names of rules and models, which only the
 * operator's files can bring.
 */
public final class ExperimentMetrics {
  private record Key(String first, String second, String third) {}

  private final MeterRegistry registry;
  private final Map<Key, Timer> splits = new ConcurrentHashMap<>();
  private final Map<Key, Counter> splitCosts = new ConcurrentHashMap<>();
  private final Map<Key, Timer> shadows = new ConcurrentHashMap<>();
  private final Map<Dropped, Counter> dropped = new ConcurrentHashMap<>();

  /** Why a shadow was not asked. */
  public enum Dropped {
    /** As many as may be are open already. */
    FULL,
    /** The request is longer than those that are mirrored. */
    TOO_LARGE,
    /** The shadow's model cannot be called, or not with this request. */
    UNABLE
  }

  /** Meters of one registry, those of dropped shadows there from the start. */
  public ExperimentMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Dropped reason : Dropped.values()) {
      dropped.put(reason, droppedCounter(reason));
    }
  }

  private Counter droppedCounter(Dropped reason) {
    return Counter.builder("caravan.shadows.dropped")
        .description("Shadows that a rule asked for and that were not asked")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** A shadow is not asked. */
  public void dropped(Dropped reason) {
    dropped.computeIfAbsent(reason, this::droppedCounter).increment();
  }

  /** A client's call is over; nothing is counted unless it belongs to an arm. */
  void answered(Call call, Duration took) {
    String split = call.experiment().split();
    String arm = call.experiment().arm();
    if (split == null || arm == null) {
      return;
    }
    splits
        .computeIfAbsent(new Key(split, arm, Outcome.of(call)), this::splitTimer)
        .record(took.toNanos(), TimeUnit.NANOSECONDS);
    Cost cost = call.cost();
    if (cost != null) {
      splitCosts
          .computeIfAbsent(new Key(split, arm, cost.currency()), this::splitCost)
          .increment(cost.amount().doubleValue());
    }
  }

  /** A shadow is over. */
  void shadowed(Call shadow, String model, String provider, Duration took) {
    shadows
        .computeIfAbsent(new Key(model, provider, Outcome.of(shadow)), this::shadowTimer)
        .record(took.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Timer splitTimer(Key key) {
    return Timer.builder("caravan.split.duration")
        .description(
            "Calls that belong to an arm of a split, from request to the end of the answer")
        .tag("split", key.first)
        .tag("arm", key.second)
        .tag("outcome", key.third)
        .register(registry);
  }

  private Counter splitCost(Key key) {
    return Counter.builder("caravan.split.cost")
        .description("Money spent on calls that belong to an arm of a split")
        .tag("split", key.first)
        .tag("arm", key.second)
        .tag("currency", key.third)
        .register(registry);
  }

  private Timer shadowTimer(Key key) {
    return Timer.builder("caravan.shadow.duration")
        .description("Shadows, from their beginning to the end of the answer that nobody gets")
        .tag("model", key.first)
        .tag("provider", key.second)
        .tag("outcome", key.third)
        .register(registry);
  }
}
