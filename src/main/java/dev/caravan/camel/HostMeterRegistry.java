package dev.caravan.camel;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The host's meters. They outlive generations: Camel removes a route's meters when its context
 * stops, which would take them from the next generation's route of the same id, and set its
 * counters back.
 */
final class HostMeterRegistry extends PrometheusMeterRegistry {
  HostMeterRegistry() {
    super(PrometheusConfig.DEFAULT);
  }

  @Override
  public @Nullable Meter remove(Meter.Id id) {
    return null;
  }
}
