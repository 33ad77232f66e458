package dev.caravan.config;

import java.time.Duration;

/**
 * When a deployment is taken out, and for how long.
 *
 * @param failureThreshold failures in a row of the sliding window that open the breaker
 * @param recovery how long it stays open before a probe is let through
 */
public record CircuitBreakerSettings(int failureThreshold, Duration recovery) {
  public static final CircuitBreakerSettings DEFAULT =
      new CircuitBreakerSettings(5, Duration.ofSeconds(30));
}
