package dev.caravan.server;

import java.time.Duration;

/**
 * How many calls may wait for a processor: some dozens for each while they begin soon, and when
 * those that begin have waited too long, as many as can begin within the delay that is allowed
 * (Little's law: the number that waits is the rate at which they begin, times their wait).
 *
 * <p>It grows by little while others want to begin, or all of these would at once as soon as the
 * delay is short, and too many of them; and by doubling where nobody does.
 *
 * <p>Judged is the shortest wait in a window of 50 ms, so that a burst which is worked off within a
 * window or two is none of its business; only a queue that stands is. Not thread-safe; the time is
 * passed in, as nanoseconds of one clock.
 */
final class StartLimit {
  static final long WINDOW_NANOS = 50_000_000;

  /** So many may wait for each processor while there is no lack: they begin within milliseconds. */
  static final int MOST_PER_PROCESSOR = 64;

  /** So many may wait for each processor however long it takes, or nobody would ever begin. */
  static final int LEAST_PER_PROCESSOR = 2;

  /**
   * So many calls pass before any is judged: the first ones of a JVM take a hundred times as long.
   */
  static final int WARM_UP = 1_000;

  private static final long NOBODY_BEGAN = Long.MAX_VALUE;

  private final int least;
  private final int most;
  private long allowedNanos;
  private int limit;
  private long windowNanos;
  private long shortestNanos = NOBODY_BEGAN;
  private long shortestLoopDelay = NOBODY_BEGAN;
  private boolean wanted;
  private int coldCalls = WARM_UP;

  /**
   * As many as possible, for a start.
   *
   * @param processors that calls share
   * @param allowed how long those that wait may wait
   */
  StartLimit(int processors, Duration allowed, long nowNanos) {
    this.least = LEAST_PER_PROCESSOR * processors;
    this.most = MOST_PER_PROCESSOR * processors;
    this.limit = most;
    this.allowedNanos = allowed.toNanos();
    this.windowNanos = nowNanos;
  }

  /** Takes on another bound, and keeps what was learned. */
  void apply(Duration allowed) {
    allowedNanos = allowed.toNanos();
  }

  /**
   * One of those that waited has begun.
   *
   * @param waitedNanos how long it waited
   * @param waiting how many wait still
   */
  void began(long waitedNanos, int waiting, long nowNanos) {
    if (coldCalls > 0) {
      coldCalls--;
    }
    shortestNanos = Math.min(shortestNanos, waitedNanos);
    roll(waiting, nowNanos);
  }

  /** How late the event loop is, which calls wait for as well. */
  void loopDelay(long nanos) {
    shortestLoopDelay = Math.min(shortestLoopDelay, nanos);
  }

  /** Somebody else would have begun. */
  void wanted() {
    wanted = true;
  }

  /** Whether enough calls have passed that waits mean something. */
  boolean isWarm() {
    return coldCalls == 0;
  }

  /** How many may wait now, while this many do. */
  int get(int waiting, long nowNanos) {
    roll(waiting, nowNanos);
    return limit;
  }

  private void roll(int waiting, long nowNanos) {
    long passed = nowNanos - windowNanos;
    if (passed < WINDOW_NANOS) {
      return;
    }
    long standing = shortestNanos;
    if (standing == NOBODY_BEGAN) {
      standing = waiting == 0 ? 0 : passed;
    }
    long late = shortestLoopDelay == NOBODY_BEGAN ? 0 : shortestLoopDelay;
    if (coldCalls > 0) {
      standing = 0;
      late = 0;
    }
    if (Math.max(standing, late) > allowedNanos) {
      long fits = limit;
      if (standing > allowedNanos) {
        fits = Math.min(limit, waiting + 1L) * allowedNanos / standing;
      }
      if (late > allowedNanos) {
        fits = Math.min(fits, limit * allowedNanos / late);
      }
      limit = (int) Math.max(least, fits);
    } else if (Math.max(standing, late) <= allowedNanos / 2) {
      int windows = (int) Math.min(30, passed / WINDOW_NANOS);
      long more = wanted ? limit + (long) least * windows : (long) limit << windows;
      limit = (int) Math.min(most, more);
    }
    windowNanos = nowNanos;
    shortestNanos = NOBODY_BEGAN;
    shortestLoopDelay = NOBODY_BEGAN;
    wanted = false;
  }
}
