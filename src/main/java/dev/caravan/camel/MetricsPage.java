package dev.caravan.camel;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The bean {@code metrics-page}: everything counted, in Prometheus' text format. */
public final class MetricsPage {
  private final PrometheusMeterRegistry registry;

  MetricsPage(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  public String scrape() {
    return registry.scrape();
  }
}
