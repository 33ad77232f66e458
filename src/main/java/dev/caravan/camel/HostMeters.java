package dev.caravan.camel;

import dev.caravan.server.OverloadGuard;
import dev.caravan.upstream.ProviderPools;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Meters of the process, and of what bounds the gateway's load. */
final class HostMeters {
  private HostMeters() {}

  /**
   * Binds the meters of the JVM.
   *
   * @return listens to the collectors, which would keep the registry, and all that it meters, in
   *     memory: to be closed with the host
   */
  static JvmGcMetrics bindJvm(MeterRegistry registry) {
    JvmGcMetrics collectors = new JvmGcMetrics();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    collectors.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return collectors;
  }

  static void bind(OverloadGuard guard, MeterRegistry registry) {
    gauge(
        guard,
        "caravan.overload.limit",
        "Calls that may wait for a processor",
        OverloadGuard.State::limit,
        registry);
    gauge(
        guard,
        "caravan.overload.starting",
        "Calls that wait for a processor",
        OverloadGuard.State::starting,
        registry);
    gauge(
        guard,
        "caravan.overload.loop.delay.seconds",
        "How late the event loop is",
        state -> state.loopDelayNanos() / 1e9,
        registry);
    gauge(
        guard,
        "caravan.overload.open.calls",
        "Calls that are open",
        OverloadGuard.State::openCalls,
        registry);
    gauge(
        guard,
        "caravan.overload.open.bytes",
        "Bytes of the request bodies of open calls",
        OverloadGuard.State::openBytes,
        registry);
    gauge(
        guard,
        "caravan.overload.queued",
        "Calls that wait to be let in",
        OverloadGuard.State::queued,
        registry);
    for (OverloadGuard.Reason reason : OverloadGuard.Reason.values()) {
      FunctionCounter.builder(
              "caravan.overload.refused", guard, g -> g.state().refused().get(reason))
          .description("Calls that were refused because of overload")
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private static void gauge(
      OverloadGuard guard,
      String name,
      String description,
      ToDoubleFunction<OverloadGuard.State> value,
      MeterRegistry registry) {
    Gauge.builder(name, guard, g -> value.applyAsDouble(g.state()))
        .description(description)
        .register(registry);
  }

  /** A provider's gauge; one that is there already stays. */
  static void bind(ProviderPools pools, String provider, MeterRegistry registry) {
    if (registry.find("caravan.provider.calls").tag("provider", provider).gauge() == null) {
      Gauge.builder("caravan.provider.calls", pools, all -> all.taken(provider))
          .description("Calls under way at a provider")
          .tag("provider", provider)
          .register(registry);
    }
  }
}
