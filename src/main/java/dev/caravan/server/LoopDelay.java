package dev.caravan.server;

import java.util.concurrent.TimeUnit;

/**
 * How late the event loop is, on which all connections of clients are: the delay of a task that
 * goes behind all others every ten milliseconds. Streams are written by that loop, so that it can
 * be busy while the calls' threads have nothing to do but wait for it. Not thread-safe.
 */
final class LoopDelay {
  static final long BEAT_MILLIS = 10;

  private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);

  private boolean begun;
  private long beatNanos;
  private long measuredNanos;

  /** The task has run; it is due again after {@link #BEAT_MILLIS}. */
  void beat(long nowNanos) {
    measuredNanos = begun ? overdue(nowNanos) : 0;
    beatNanos = nowNanos;
    begun = true;
  }

  /** The delay as it was measured last, or as long as the next measurement is overdue already. */
  long nanos(long nowNanos) {
    return begun ? Math.max(measuredNanos, overdue(nowNanos)) : 0;
  }

  private long overdue(long nowNanos) {
    return Math.max(0, nowNanos - beatNanos - BEAT_NANOS);
  }
}
