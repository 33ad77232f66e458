package dev.caravan.observe;

import dev.caravan.cost.Cost;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.CircuitBreakers;
import dev.caravan.resilience.HealthBook;
import dev.caravan.resilience.HealthSnapshot;
import dev.caravan.resilience.ProbeResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of deployments for Prometheus, and counters of probes. Tags hold ids of the catalogue
 * only. A deployment has those of its breaker from the start, and those of its health from its
 * first traffic; they stay when it leaves the catalogue, without a value.
 */
public final class DeploymentMeters {
  private final MeterRegistry registry;
  private final CircuitBreakers breakers;
  private final HealthBook health;
  private final Function<String, @Nullable Double> headroom;
  private final Set<String> configured = ConcurrentHashMap.newKeySet();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Map<String, Counter> costs = new ConcurrentHashMap<>();

  /**
   * Meters without deployments.
   *
   * @param headroom by deployment, 0 to 1; null: unknown
   */
  public DeploymentMeters(
      MeterRegistry registry,
      CircuitBreakers breakers,
      HealthBook health,
      Function<String, @Nullable Double> headroom) {
    this.registry = registry;
    this.breakers = breakers;
    this.health = health;
    this.headroom = headroom;
    probes("answered");
    probes("failed");
    tokens("prompt");
    tokens("completion");
  }

  /** A deployment of the catalogue. */
  public void configured(String id) {
    if (!configured.add(id)) {
      return;
    }
    gauge("caravan.circuit.breaker.state", "0 closed, 1 half open, 2 open", id, this::stateOf);
    gauge(
        "caravan.circuit.breaker.slow.call.rate",
        "Share of slow calls among those that the breaker remembers",
        id,
        of -> orNaN(breakers.slowCallRate(of)));
    gauge(
        "caravan.circuit.breaker.failure.rate",
        "Share of failures among the calls that the breaker remembers",
        id,
        of -> orNaN(breakers.failureRate(of)));
    opens(id);
  }

  private double stateOf(String id) {
    return switch (breakers.state(id)) {
      case OPEN, FORCED_OPEN -> 2;
      case HALF_OPEN -> 1;
      default -> 0;
    };
  }

  /** Its breaker opened. */
  public void opened(String id) {
    opens(id).increment();
  }

  private Counter opens(String id) {
    return Counter.builder("caravan.circuit.breaker.opened")
        .description("How often the breaker opened")
        .tag("deployment", id)
        .register(registry);
  }

  /** It has its first traffic. */
  public void seen(String id) {
    if (!seen.add(id)) {
      return;
    }
    gauge(
        "caravan.deployment.score",
        "How far it is trusted, 0 to 1: its chance to be asked is its weight times this",
        id,
        health::score);
    health(
        "caravan.deployment.success.rate",
        "Share of attempts without a fault of the vendor, the latest counting most",
        id,
        HealthSnapshot::successRate);
    health(
        "caravan.deployment.tokens.per.second",
        "Tokens a second while it writes",
        id,
        HealthSnapshot::tokensPerSecond);
    gauge(
        "caravan.deployment.headroom",
        "What is left of the scarcest of its vendor's limits, 0 to 1",
        id,
        of -> orNaN(headroom.apply(of)));
    for (int percentile : new int[] {50, 95}) {
      latency(
          "caravan.deployment.first.token",
          "From an attempt's start to its first token",
          id,
          percentile,
          of -> health.firstToken(of, percentile / 100.0));
      latency(
          "caravan.deployment.total",
          "From an attempt's start to the end of its answer",
          id,
          percentile,
          of -> health.total(of, percentile / 100.0));
    }
  }

  private void health(
      String name, String about, String id, Function<HealthSnapshot, @Nullable Double> value) {
    gauge(name, about, id, of -> orNaN(value.apply(health.snapshot(of))));
  }

  private void gauge(String name, String about, String id, ToDoubleFunction<String> value) {
    Gauge.builder(name, () -> value.applyAsDouble(id))
        .description(about)
        .tag("deployment", id)
        .register(registry);
  }

  private void latency(
      String name, String about, String id, int percentile, Function<String, Duration> value) {
    Gauge.builder(name, () -> seconds(value.apply(id)))
        .description(about)
        .baseUnit("seconds")
        .tag("deployment", id)
        .tag("percentile", Integer.toString(percentile))
        .register(registry);
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toNanos() / 1e9;
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  /** A probe is over; it is nobody's call, and counted here alone. */
  public void probed(ProbeResult result, Usage usage) {
    probes(result.isGood() ? "answered" : "failed").increment();
    tokens("prompt").increment((double) usage.prompt());
    tokens("completion").increment((double) usage.completion());
    Cost cost = result.cost();
    if (cost != null) {
      spent(cost.currency()).increment(cost.amount().doubleValue());
    }
  }

  private Counter probes(String result) {
    return Counter.builder("caravan.probes")
        .description("Probes of deployments by result")
        .tag("result", result)
        .register(registry);
  }

  private Counter tokens(String type) {
    return Counter.builder("caravan.probe.tokens")
        .description("Tokens of probes")
        .tag("type", type)
        .register(registry);
  }

  /** Probes may cost money in this currency. */
  public void priced(String currency) {
    spent(currency);
  }

  private Counter spent(String currency) {
    return costs.computeIfAbsent(
        currency,
        of ->
            Counter.builder("caravan.probe.cost")
                .description("Money spent on probes")
                .tag("currency", of)
                .register(registry));
  }
}
