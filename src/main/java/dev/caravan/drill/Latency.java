package dev.caravan.drill;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long answers take: a log-normal distribution, which has the long tail that vendors show.
 *
 * @param mean on average
 * @param p95 what 95 of 100 stay below; from the mean to {@link #WIDEST} times the mean
 */
public record Latency(Duration mean, Duration p95) {
  /** A log-normal distribution cannot have its 95th percentile further from its mean. */
  static final double WIDEST = 3.8;

  private static final double Z95 = 1.6448536269514722;

  static boolean isPossible(Duration mean, Duration p95) {
    double ratio = (double) p95.toNanos() / mean.toNanos();
    return ratio >= 1 && ratio <= WIDEST;
  }

  Duration draw(RandomGenerator random) {
    double sigma =
        Z95 - Math.sqrt(Z95 * Z95 - 2 * Math.log((double) p95.toNanos() / mean.toNanos()));
    double mu = Math.log((double) mean.toNanos()) - sigma * sigma / 2;
    return Duration.ofNanos((long) Math.exp(mu + sigma * random.nextGaussian()));
  }
}
