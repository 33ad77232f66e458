package dev.caravan.resilience;

import dev.caravan.config.CircuitBreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The circuit breakers, one a deployment. They belong to the host, so that a live edit of a route
 * does not forget which vendor is down; only new thresholds make a new breaker.
 */
public final class CircuitBreakers {
  private record Entry(CircuitBreakerSettings settings, CircuitBreaker breaker) {}

  private final Map<String, Entry> breakers = new ConcurrentHashMap<>();
  private final Predicate<Throwable> vendorFault;
  private final Consumer<CircuitBreaker> onCreate;

  /**
   * An empty set of breakers.
   *
   * @param vendorFault whether a failure counts; what is no fault of the vendor is ignored
   * @param onCreate told of every breaker that is made, to log and meter it
   */
  public CircuitBreakers(Predicate<Throwable> vendorFault, Consumer<CircuitBreaker> onCreate) {
    this.vendorFault = vendorFault;
    this.onCreate = onCreate;
  }

  /** The breaker of a deployment, made when it is asked for first or with new settings. */
  public CircuitBreaker get(String deploymentId, CircuitBreakerSettings settings) {
    Entry entry =
        breakers.compute(
            deploymentId,
            (id, old) ->
                old != null && old.settings.equals(settings)
                    ? old
                    : new Entry(settings, create(id, settings)));
    return entry.breaker;
  }

  /** Whether a call would be refused now. */
  public boolean isOpen(String deploymentId) {
    Entry entry = breakers.get(deploymentId);
    return entry != null && entry.breaker.getState() == CircuitBreaker.State.OPEN;
  }

  /** State by deployment, for the admin's eyes. */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    breakers.forEach((id, entry) -> states.put(id, entry.breaker.getState().name()));
    return states;
  }

  private CircuitBreaker create(String id, CircuitBreakerSettings settings) {
    int threshold = settings.failureThreshold();
    CircuitBreaker breaker =
        CircuitBreaker.of(
            id,
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    threshold,
                    threshold,
                    SlidingWindowType.COUNT_BASED,
                    // The lock-free window cannot hold a single call: it fails at the second one.
                    threshold == 1
                        ? SlidingWindowSynchronizationStrategy.SYNCHRONIZED
                        : SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(100)
                .waitDurationInOpenState(settings.recovery())
                // By itself, or a candidate that is only tried last would never get its probe.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(1)
                .writableStackTraceEnabled(false)
                .ignoreException(vendorFault.negate())
                .build());
    onCreate.accept(breaker);
    return breaker;
  }
}
