package dev.caravan.config;

import java.time.Duration;

/**
 * What happens after a failure of a vendor, by its class: how often the same deployment is asked
 * again, and after which pause.
 *
 * @param rateLimit the vendor refuses for the rate of requests; its Retry-After wins over the pause
 * @param overloaded the vendor says that it has too much to do; likewise
 * @param server the vendor failed, or answered with nonsense
 * @param network the connection could not be made or broke
 * @param timeout the vendor did not answer in time
 * @param keyRest how long a key that the vendor refused is only used when there is no other
 */
public record RetrySettings(
    Rule rateLimit, Rule overloaded, Rule server, Rule network, Rule timeout, Duration keyRest) {

  /**
   * For one class.
   *
   * @param times how often the same deployment is asked again
   * @param pause before the first time
   * @param backoff how the pause grows
   */
  public record Rule(int times, Duration pause, Backoff backoff) {}

  /** How pauses grow from one retry to the next. */
  public enum Backoff {
    /** All alike. */
    FIXED,
    /** Doubled each time, and a random part of it is waited, from nothing to all (full jitter). */
    EXPONENTIAL
  }

  /** The same for calls that are worth one try: no deployment is asked again. */
  public RetrySettings once() {
    RetrySettings none = usual(0);
    return new RetrySettings(
        none.rateLimit, none.overloaded, none.server, none.network, none.timeout, keyRest);
  }

  /**
   * The rules where retries.* says nothing.
   *
   * @param retries {@code routing.retries}
   */
  static RetrySettings usual(int retries) {
    Duration second = Duration.ofSeconds(1);
    int once = Math.min(1, retries);
    return new RetrySettings(
        new Rule(once, Duration.ofSeconds(2), Backoff.FIXED),
        new Rule(once, Duration.ofSeconds(3), Backoff.FIXED),
        new Rule(retries, second, Backoff.EXPONENTIAL),
        new Rule(retries, second, Backoff.EXPONENTIAL),
        new Rule(0, Duration.ZERO, Backoff.FIXED),
        Duration.ofMinutes(1));
  }
}
