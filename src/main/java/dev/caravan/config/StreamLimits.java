package dev.caravan.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a model's streams may take once they have begun.
 *
 * @param idleTimeout longest gap between two events; null: {@code limits.idle-timeout}
 * @param timeout from the request to the last event
 * @param slowest the pace that is asked for before the client sees anything; null: none
 */
public record StreamLimits(
    @Nullable Duration idleTimeout, Duration timeout, @Nullable TokenRate slowest) {
  public static final StreamLimits DEFAULT = new StreamLimits(null, Duration.ofMinutes(10), null);

  /**
   * A pace: so many tokens in that time, counted from the first.
   *
   * @param tokens by the gateway's estimate
   */
  public record TokenRate(int tokens, Duration within) {}
}
