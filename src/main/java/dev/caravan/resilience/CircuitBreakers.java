package dev.caravan.resilience;

import dev.caravan.config.CircuitBreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breakers, one a deployment. They belong to the host, so that a live edit of a route
 * does not forget which vendor is down; only new settings make a new breaker, and that one counts
 * when the edit is taken, not before.
 */
public final class CircuitBreakers {
  /** Told of every change of a breaker that counts, once. */
  @FunctionalInterface
  public interface Listener {
    void changed(String deploymentId, State from, State to);
  }

  private record Entry(CircuitBreakerSettings settings, CircuitBreaker breaker) {}

  /** The breakers of one state of the configuration. */
  public static final class Edition {
    private final Map<String, Entry> entries;

    private Edition(Map<String, Entry> entries) {
      this.entries = Map.copyOf(entries);
    }

    /** Ids of its deployments. */
    public Set<String> ids() {
      return entries.keySet();
    }

    /** The breaker of one of its deployments. */
    public CircuitBreaker get(String deploymentId) {
      Entry entry = entries.get(deploymentId);
      if (entry == null) {
        throw new IllegalArgumentException("no breaker for " + deploymentId);
      }
      return entry.breaker;
    }
  }

  private static final Duration NEVER = Duration.ofDays(365);

  private final Predicate<Throwable> vendorFault;
  private final Listener listener;
  private volatile Map<String, Entry> running = Map.of();

  /**
   * An empty set of breakers.
   *
   * @param vendorFault whether a failure counts; what is no fault of the vendor is ignored
   */
  public CircuitBreakers(Predicate<Throwable> vendorFault, Listener listener) {
    this.vendorFault = vendorFault;
    this.listener = listener;
  }

  /** The breakers for these deployments: those that run, and new ones where settings are new. */
  public Edition prepare(Map<String, CircuitBreakerSettings> deployments) {
    Map<String, Entry> entries = new HashMap<>();
    deployments.forEach(
        (id, settings) -> {
          Entry old = running.get(id);
          entries.put(
              id,
              old != null && old.settings.equals(settings)
                  ? old
                  : new Entry(settings, create(id, settings)));
        });
    return new Edition(entries);
  }

  /** Makes these the breakers that count; those of other deployments are forgotten. */
  public void adopt(Edition edition) {
    running = edition.entries;
  }

  /** Whether a call would be refused now. */
  public boolean isOpen(String deploymentId) {
    return state(deploymentId) == State.OPEN;
  }

  /** Closed where there is no breaker. */
  public State state(String deploymentId) {
    Entry entry = running.get(deploymentId);
    return entry == null ? State.CLOSED : entry.breaker.getState();
  }

  /**
   * The share of slow calls among those that the breaker remembers, 0 to 1; null: too few, or no
   * breaker.
   */
  public @Nullable Double slowCallRate(String deploymentId) {
    Entry entry = running.get(deploymentId);
    return entry == null ? null : share(entry.breaker.getMetrics().getSlowCallRate());
  }

  /** Likewise of the vendor's failures. */
  public @Nullable Double failureRate(String deploymentId) {
    Entry entry = running.get(deploymentId);
    return entry == null ? null : share(entry.breaker.getMetrics().getFailureRate());
  }

  private static @Nullable Double share(float percent) {
    return percent < 0 ? null : percent / 100.0;
  }

  /** State by deployment, for the admin's eyes. */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    running.forEach((id, entry) -> states.put(id, entry.breaker.getState().name()));
    return states;
  }

  /**
   * Lets calls try again before the recovery time is over: an open breaker becomes half open.
   *
   * @return whether it was open
   */
  public boolean letTryAgain(String deploymentId) {
    Entry entry = running.get(deploymentId);
    if (entry == null || entry.breaker.getState() != State.OPEN) {
      return false;
    }
    entry.breaker.transitionToHalfOpenState();
    return true;
  }

  /**
   * An answer has begun. To a breaker that tries its deployment that is answer enough: a stream may
   * take minutes to its end, and nobody else is let through until then.
   */
  public void began(String deploymentId) {
    Entry entry = running.get(deploymentId);
    if (entry != null && entry.breaker.getState() == State.HALF_OPEN) {
      entry.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Counts what was seen beside the calls that went through the breaker, while it is closed.
   *
   * @param failure null: it answered
   */
  public void seen(String deploymentId, @Nullable Throwable failure, long nanos) {
    Entry entry = running.get(deploymentId);
    if (entry == null || entry.breaker.getState() != State.CLOSED) {
      return;
    }
    if (failure == null) {
      entry.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    } else {
      entry.breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
    }
  }

  private CircuitBreaker create(String id, CircuitBreakerSettings settings) {
    int threshold = settings.failureThreshold();
    Duration slow = settings.slowCall();
    CircuitBreakerConfig.Builder config =
        CircuitBreakerConfig.custom()
            .slidingWindow(
                threshold,
                threshold,
                SlidingWindowType.COUNT_BASED,
                // The lock-free window fails at its second call where it holds one.
                SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
            .failureRateThreshold(100)
            // The library's own default is a minute.
            .slowCallDurationThreshold(slow == null ? NEVER : slow)
            .slowCallRateThreshold(100f * settings.slowCallThreshold() / threshold)
            .waitDurationInOpenState(settings.recovery())
            // By itself, or a candidate that is only tried last would never get its probe.
            .automaticTransitionFromOpenToHalfOpenEnabled(true)
            .permittedNumberOfCallsInHalfOpenState(settings.halfOpenCalls())
            .writableStackTraceEnabled(false)
            .ignoreException(vendorFault.negate());
    CircuitBreaker breaker = CircuitBreaker.of(id, config.build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              Entry counted = running.get(id);
              if (counted != null && counted.breaker == breaker) {
                listener.changed(
                    id,
                    event.getStateTransition().getFromState(),
                    event.getStateTransition().getToState());
              }
            });
    return breaker;
  }
}
