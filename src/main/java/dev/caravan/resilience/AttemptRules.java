package dev.caravan.resilience;

import dev.caravan.config.RetrySettings;
import dev.caravan.config.RetrySettings.Backoff;
import dev.caravan.config.RetrySettings.Rule;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What decides about attempts beside the failures themselves; the same for all calls of a
 * generation.
 *
 * @param retries by class of failure
 * @param keys the providers' keys
 * @param circuitOpen whether the breaker of a deployment id is open, so that asking it is no use
 * @param pace how long attempts took of late
 * @param random the jitter's
 */
public record AttemptRules(
    RetrySettings retries,
    KeyRing keys,
    Predicate<String> circuitOpen,
    Pace pace,
    RandomGenerator random) {

  /** How long attempts at a candidate took of late. */
  public interface Pace {
    /** Nothing is known of anybody. */
    Pace UNKNOWN =
        new Pace() {
          @Override
          public long least(Candidate candidate, boolean stream) {
            return 0;
          }

          @Override
          public long most(Candidate candidate, boolean stream) {
            return 0;
          }
        };

    /**
     * What an attempt needs even when it is fast.
     *
     * @param stream whether a first token is enough
     * @return nanoseconds; 0: unknown
     */
    long least(Candidate candidate, boolean stream);

    /**
     * What hardly any attempt exceeds.
     *
     * @param stream whether a first token is enough
     * @return nanoseconds; 0: unknown
     */
    long most(Candidate candidate, boolean stream);
  }

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** The same for calls that are worth one try at each deployment. */
  public AttemptRules once() {
    return new AttemptRules(retries.once(), keys, circuitOpen, pace, random);
  }

  Rule rule(ErrorCategory category) {
    return switch (category) {
      case RATE_LIMIT -> retries.rateLimit();
      case OVERLOADED -> retries.overloaded();
      case SERVER, UNKNOWN -> retries.server();
      case NETWORK -> retries.network();
      case TIMEOUT -> retries.timeout();
      default -> NEVER;
    };
  }

  private static final Rule NEVER = new Rule(0, Duration.ZERO, Backoff.FIXED);

  /**
   * The pause before a retry: what the vendor asks for, else the rule's.
   *
   * @param before how many retries there were
   */
  Duration pause(Rule rule, UpstreamException failure, int before) {
    if (failure.retryAfterSeconds() > 0) {
      return Duration.ofSeconds(failure.retryAfterSeconds());
    }
    if (rule.backoff() == Backoff.FIXED || rule.pause().isZero()) {
      return rule.pause();
    }
    Duration longest = rule.pause().multipliedBy(1L << Math.min(before, 30));
    long nanos = (longest.compareTo(LONGEST_PAUSE) < 0 ? longest : LONGEST_PAUSE).toNanos();
    return Duration.ofNanos(random.nextLong(nanos) + 1);
  }
}
