package dev.caravan.server;

/**
 * How long a call may wait to be let in: long while the queue is that of a burst, and next to
 * nothing while it stands, because then whoever waits longer only makes those behind him wait as
 * well. A queue stands once it has not been worked off for as long as a call may wait at most, and
 * until nobody had to wait for as long. The rule is that of controlled delay as Facebook's servers
 * use it (B. Maurer, "Fail at Scale", ACM Queue 13, 2015). Not thread-safe; times are nanoseconds
 * of one clock.
 */
final class QueuePatience {
  /** In a standing queue. Enough for those who are let in next to be there already. */
  static final long STANDING_NANOS = 5_000_000;

  /** For a call that is too large, while others wait behind it who are not. */
  static final long LARGE_NANOS = 30_000_000;

  private long workedOffNanos;
  private long waitedNanos;
  private boolean stands;

  QueuePatience(long nowNanos) {
    this.workedOffNanos = nowNanos;
    this.waitedNanos = nowNanos;
  }

  /** Nobody waits at this moment, and not because those who did were refused. */
  void workedOff(long nowNanos) {
    workedOffNanos = nowNanos;
  }

  /** Somebody comes to an empty queue, which may have been empty for long. */
  void nobodyWaited(long mostNanos, long nowNanos) {
    if (!stands && nowNanos - waitedNanos > mostNanos) {
      workedOffNanos = nowNanos;
    }
  }

  /** Somebody has to wait. */
  void waits(long nowNanos) {
    waitedNanos = nowNanos;
  }

  /**
   * Whether the queue stands.
   *
   * @param mostNanos how long a call may wait in a queue that does not
   */
  boolean stands(long mostNanos, long nowNanos) {
    if (stands) {
      stands = nowNanos - waitedNanos <= mostNanos;
      if (!stands) {
        workedOffNanos = nowNanos;
      }
    } else {
      stands = nowNanos - workedOffNanos > mostNanos;
    }
    return stands;
  }

  /**
   * How long the first in the queue may have waited.
   *
   * @param mostNanos in a queue that does not stand
   */
  long nanos(long mostNanos, long nowNanos) {
    return stands(mostNanos, nowNanos) ? Math.min(STANDING_NANOS, mostNanos) : mostNanos;
  }
}
