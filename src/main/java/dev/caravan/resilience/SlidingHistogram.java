package dev.caravan.resilience;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of durations of late, exact to one part in a hundred: a ring of histograms, each for
 * one span of time, and their sum. Spans are counted by the caller, upwards. Not thread-safe.
 */
final class SlidingHistogram {
  private static final int DIGITS = 2;
  private static final long UNIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long LONGEST_UNITS = TimeUnit.HOURS.toNanos(1) / UNIT_NANOS;

  /** Each grows with the longest duration it has seen; that of an hour takes 10 KB. */
  private final @Nullable IntCountsHistogram[] spans;

  private final IntCountsHistogram sum = new IntCountsHistogram(DIGITS);
  private long latest;

  /**
   * An empty histogram.
   *
   * @param spans how many spans of time are remembered, the running one included
   */
  SlidingHistogram(int spans) {
    this.spans = new @Nullable IntCountsHistogram[spans];
  }

  /** Adds a duration; longer ones than an hour count as an hour. */
  void record(long span, long nanos) {
    advance(span);
    int place = Math.floorMod(latest, spans.length);
    IntCountsHistogram running = spans[place];
    if (running == null) {
      running = new IntCountsHistogram(DIGITS);
      spans[place] = running;
    }
    long units = Math.max(0, Math.min(LONGEST_UNITS, nanos / UNIT_NANOS));
    running.recordValue(units);
    sum.recordValue(units);
  }

  /** How many durations are remembered. */
  long count(long span) {
    advance(span);
    return sum.getTotalCount();
  }

  /**
   * The duration that this share of all stays within.
   *
   * @param quantile 0 to 1
   */
  long nanosAt(long span, double quantile) {
    advance(span);
    return sum.getValueAtPercentile(quantile * 100) * UNIT_NANOS;
  }

  private void advance(long span) {
    if (span <= latest) {
      return;
    }
    for (long s = Math.max(latest + 1, span - spans.length + 1); s <= span; s++) {
      IntCountsHistogram old = spans[Math.floorMod(s, spans.length)];
      if (old != null && old.getTotalCount() > 0) {
        sum.subtract(old);
        old.reset();
      }
    }
    latest = span;
  }
}
