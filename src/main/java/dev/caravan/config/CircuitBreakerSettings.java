package dev.caravan.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a deployment is taken out, and for how long.
 *
 * @param failureThreshold failures in a row that open the breaker
 * @param recovery how long it stays open before calls are let through again
 * @param slowCall a longer attempt is a slow one; null: none is
 * @param slowCallThreshold so many slow ones among the last {@code failureThreshold} open it too
 * @param halfOpenCalls so many calls are let through after the recovery; it closes unless they all
 *     fail
 */
public record CircuitBreakerSettings(
    int failureThreshold,
    Duration recovery,
    @Nullable Duration slowCall,
    int slowCallThreshold,
    int halfOpenCalls) {
  public static final CircuitBreakerSettings DEFAULT =
      new CircuitBreakerSettings(5, Duration.ofSeconds(30), null, 5, 1);
}
