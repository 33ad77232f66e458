package dev.caravan.upstream;

import dev.caravan.resilience.ErrorCategory;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one attempt: it cuts a plain call when its time is up, and a stream when its first
 * event or the next one does not come. One timer in the wheel at a time, however many events.
 */
public final class AttemptTimers {
  private final HashedWheelTimer wheel;
  private final Cutoff cutoff;
  private final AtomicLong lastEvent = new AtomicLong();
  private volatile @Nullable Timeout timeout;
  private volatile boolean stopped;

  public AttemptTimers(HashedWheelTimer wheel, Cutoff cutoff) {
    this.wheel = wheel;
    this.cutoff = cutoff;
  }

  /**
   * Begins to count.
   *
   * @param own the attempt's own limit
   * @param left what is left for all attempts together
   */
  public void start(Duration own, Duration left) {
    boolean deadlineFirst = left.compareTo(own) < 0;
    // A vendor that had at least half of its own time and did not answer is late by itself.
    ErrorCategory reason =
        deadlineFirst && left.multipliedBy(2).compareTo(own) < 0
            ? ErrorCategory.DEADLINE
            : ErrorCategory.TIMEOUT;
    after(deadlineFirst ? left : own, () -> cutoff.cut(reason));
  }

  /** The first event came: from now on only gaps count. */
  public void firstEvent(Duration longestGap) {
    stopCurrent();
    lastEvent.set(System.nanoTime());
    watchGap(longestGap.toNanos(), longestGap.toNanos());
  }

  public void event() {
    lastEvent.set(System.nanoTime());
  }

  private void watchGap(long gapNanos, long waitNanos) {
    after(
        Duration.ofNanos(waitNanos),
        () -> {
          long silent = System.nanoTime() - lastEvent.get();
          if (silent >= gapNanos) {
            cutoff.cut(ErrorCategory.TIMEOUT);
          } else {
            watchGap(gapNanos, gapNanos - silent);
          }
        });
  }

  /** The vendor said that it is done: it gets this long to close its stream. */
  public void lastEvent(Duration grace) {
    stopCurrent();
    after(grace, () -> cutoff.cut(ErrorCategory.TIMEOUT));
  }

  public void stop() {
    stopped = true;
    stopCurrent();
  }

  private void after(Duration wait, Runnable action) {
    if (stopped) {
      return;
    }
    timeout =
        wheel.newTimeout(
            fired -> {
              if (!stopped) {
                action.run();
              }
            },
            Math.max(1, wait.toNanos()),
            TimeUnit.NANOSECONDS);
  }

  private void stopCurrent() {
    Timeout running = timeout;
    if (running != null) {
      running.cancel();
    }
  }
}
