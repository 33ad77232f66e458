package dev.caravan.upstream;

import static dev.caravan.resilience.ErrorCategory.TIMEOUT;

import dev.caravan.resilience.ErrorCategory;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one attempt: it cuts a plain call when its time is up, and a stream when its first
 * event or the next one does not come, when it begins too slowly, or does not end. One timer in the
 * wheel at a time, however many events.
 */
public final class AttemptTimers {
  /** How soon is looked again whether a client that is waited for has read. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Timer wheel;
  private final LongSupplier nanos;
  private final Cutoff cutoff;
  private final AtomicLong lastEvent = new AtomicLong();
  private volatile @Nullable Timeout timeout;
  private volatile boolean stopped;
  private volatile boolean clientReads;
  private long clientSince;

  /** What waiting for the client took of the attempt's time so far. */
  private final AtomicLong clientNanos = new AtomicLong();

  private final AtomicInteger phase = new AtomicInteger();
  private volatile long startedNanos;

  /**
   * The clock of an attempt that has not begun.
   *
   * @param wheel goes by the same clock
   * @param nanos the clock
   */
  public AttemptTimers(Timer wheel, LongSupplier nanos, Cutoff cutoff) {
    this.wheel = wheel;
    this.nanos = nanos;
    this.cutoff = cutoff;
  }

  /**
   * Begins to count.
   *
   * @param own the attempt's own limit
   * @param left what is left for all attempts together
   * @param patience how much of that it may take, so that another candidate could still answer;
   *     asked for only when half of it is gone; null: all
   */
  public void start(Duration own, Duration left, @Nullable Supplier<Duration> patience) {
    startedNanos = nanos.getAsLong();
    Duration half = left.dividedBy(2);
    if (patience == null || own.compareTo(half) <= 0) {
      limit(own, left);
      return;
    }
    int begun = phase.get();
    after(
        half,
        () -> {
          Duration all = shorter(own, left);
          Duration patient = patience.get();
          if (phase.get() != begun) {
            return;
          }
          if (patient.compareTo(all) < 0) {
            Duration more = patient.minus(half);
            after(more.isNegative() ? Duration.ZERO : more, () -> cutoff.cut(TIMEOUT));
          } else {
            limit(own.minus(half), left.minus(half));
          }
        });
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * The first token came, and so many more must come before the client sees it.
   *
   * @param within the time for them
   * @param left what is left for all attempts together
   */
  public void pace(Duration within, Duration left) {
    stopCurrent();
    limit(within, left);
  }

  private void limit(Duration own, Duration left) {
    boolean deadlineFirst = left.compareTo(own) < 0;
    // A vendor that had at least half of its own time and did not answer is late by itself.
    ErrorCategory reason =
        deadlineFirst && left.multipliedBy(2).compareTo(own) < 0 ? ErrorCategory.DEADLINE : TIMEOUT;
    after(deadlineFirst ? left : own, () -> cutoff.cut(reason));
  }

  /**
   * The stream has begun: from now on only gaps count, and the whole.
   *
   * @param longestGap between two events
   * @param whole from the attempt's start to the last event
   */
  public void firstEvent(Duration longestGap, Duration whole) {
    stopCurrent();
    long now = nanos.getAsLong();
    lastEvent.set(now);
    Limits limits = new Limits(longestGap.toNanos(), startedNanos + whole.toNanos(), null);
    watchGap(limits, limits.gapNanos, now);
  }

  /**
   * The stream has begun, but its events are held back. From now on gaps and the whole count, and
   * {@link #firstEvent} has to come in time: it is said when an event goes out.
   *
   * @param longestGap between two events
   * @param whole from the attempt's start to the last event
   * @param patience as long as nothing has to go out
   * @param grace how long it may take after that, and the longest gap then
   */
  public void firstHeldEvent(
      Duration longestGap, Duration whole, Duration patience, Duration grace) {
    stopCurrent();
    long now = nanos.getAsLong();
    lastEvent.set(now);
    long gap = longestGap.toNanos();
    long end = startedNanos + whole.toNanos();
    long late = now + patience.toNanos();
    Limits afterwards =
        new Limits(Math.min(gap, grace.toNanos()), Math.min(end, late + grace.toNanos()), null);
    watchGap(new Limits(gap, Math.min(end, late), afterwards), gap, now);
  }

  /**
   * What a stream has to keep to.
   *
   * @param afterwards what it has to keep to from the end on; null: then it is cut
   */
  private record Limits(long gapNanos, long endNanos, @Nullable Limits afterwards) {}

  public void event() {
    lastEvent.set(nanos.getAsLong());
  }

  /** From now on the client is waited for, which may be slow to read. */
  public void clientReads() {
    clientSince = nanos.getAsLong();
    clientReads = true;
  }

  /** The client has read: the time that it took is not the vendor's. */
  public void clientHasRead() {
    long took = nanos.getAsLong() - clientSince;
    lastEvent.addAndGet(took);
    clientNanos.addAndGet(took);
    clientReads = false;
  }

  private void watchGap(Limits limits, long waitNanos, long nowNanos) {
    after(Duration.ofNanos(Math.min(waitNanos, end(limits) - nowNanos)), () -> look(limits));
  }

  private long end(Limits limits) {
    return limits.endNanos + clientNanos.get();
  }

  private void look(Limits limits) {
    if (clientReads) {
      // Whoever is waited for now, it is not the vendor.
      after(LOOK_AGAIN, () -> look(limits));
      return;
    }
    long now = nanos.getAsLong();
    long silent = now - lastEvent.get();
    Limits next = now >= end(limits) ? limits.afterwards : limits;
    if (next == null || silent >= next.gapNanos) {
      cutoff.cut(TIMEOUT);
    } else {
      watchGap(next, next.gapNanos - silent, now);
    }
  }

  /** The vendor said that it is done: it gets this long to close its stream. */
  public void lastEvent(Duration grace) {
    stopCurrent();
    after(grace, () -> cutoff.cut(TIMEOUT));
  }

  public void stop() {
    stopped = true;
    stopCurrent();
  }

  private void after(Duration wait, Runnable action) {
    if (stopped) {
      return;
    }
    int begun = phase.get();
    timeout =
        wheel.newTimeout(
            fired -> {
              if (!stopped && phase.get() == begun) {
                action.run();
              }
            },
            Math.max(1, wait.toNanos()),
            TimeUnit.NANOSECONDS);
  }

  /** What was set before does nothing any more, even if it fires at this moment. */
  private void stopCurrent() {
    phase.incrementAndGet();
    Timeout running = timeout;
    if (running != null) {
      running.cancel();
    }
  }
}
