package dev.caravan.server;

/**
 * How fast those who wait are let in, measured in windows of a quarter of a second while anybody
 * waits: who would not be let in while he may wait need not wait at all. Not thread-safe; times are
 * nanoseconds of one clock.
 */
final class QueuePace {
  static final long WINDOW_NANOS = 250_000_000;

  private static final double UNKNOWN = -1;

  private long windowNanos;
  private int count;
  private double perNano = UNKNOWN;

  QueuePace(long nowNanos) {
    this.windowNanos = nowNanos;
  }

  /** Nobody waits: what was measured says nothing about the next ones. */
  void idle(long nowNanos) {
    windowNanos = nowNanos;
    count = 0;
    perNano = UNKNOWN;
  }

  /** One of those who waited was let in. */
  void letIn() {
    count++;
  }

  /** How many will be let in within this time; the highest number there is if nobody knows yet. */
  int within(long nanos, long nowNanos) {
    long passed = nowNanos - windowNanos;
    if (passed >= WINDOW_NANOS) {
      perNano = (double) count / passed;
      windowNanos = nowNanos;
      count = 0;
    }
    return perNano == UNKNOWN ? Integer.MAX_VALUE : (int) (perNano * nanos);
  }
}
