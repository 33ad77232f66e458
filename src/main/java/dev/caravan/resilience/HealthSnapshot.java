package dev.caravan.resilience;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment fares, at one moment. Null: there is too little to tell.
 *
 * @param score above 0, at most 1
 * @param successRate 0 to 1, the latest attempts counting most
 * @param firstTokenP50 of streams, from the attempt's start
 * @param totalP50 of attempts that were answered
 * @param tokensPerSecond while it writes
 * @param answers that the percentiles of the total are made of
 * @param sinceLastTraffic null: there was none
 */
public record HealthSnapshot(
    double score,
    @Nullable Double successRate,
    @Nullable Duration firstTokenP50,
    @Nullable Duration firstTokenP95,
    @Nullable Duration totalP50,
    @Nullable Duration totalP95,
    @Nullable Double tokensPerSecond,
    long answers,
    @Nullable Duration sinceLastTraffic) {

  /** Of a deployment that nobody has asked yet. */
  static final HealthSnapshot UNKNOWN =
      new HealthSnapshot(1, null, null, null, null, null, null, 0, null);
}
