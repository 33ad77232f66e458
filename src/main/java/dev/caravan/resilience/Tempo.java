package dev.caravan.resilience;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The usual times of a deployment, from its traffic of late. Null or 0: too few answers were seen.
 *
 * @param firstToken median of streams, from an attempt's start to the first event with meaning
 * @param total median of answers, from an attempt's start to their end
 * @param tokensPerSecond while it writes
 */
public record Tempo(
    @Nullable Duration firstToken, @Nullable Duration total, double tokensPerSecond) {
  public static final Tempo UNKNOWN = new Tempo(null, null, 0);

  /** Seconds that an answer of so many tokens usually takes; 0: unknown. */
  public double seconds(double tokens) {
    if (tokensPerSecond > 0) {
      double first = firstToken == null ? 0 : firstToken.toNanos() / 1e9;
      return first + tokens / tokensPerSecond;
    }
    return total == null ? 0 : total.toNanos() / 1e9;
  }
}
