package dev.caravan.testing;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A clock and the timers that go by it, both moved by hand and on the same thread. */
public final class ManualTimer implements Timer, LongSupplier {
  private final List<Alarm> waiting = new ArrayList<>();
  private long now;

  @Override
  public long getAsLong() {
    return now;
  }

  /** Lets time pass, and everything happen that was set for it, in its order. */
  public void pass(Duration time) {
    long end = now + time.toNanos();
    for (Alarm next = next(end); next != null; next = next(end)) {
      now = Math.max(now, next.atNanos);
      waiting.remove(next);
      next.fire();
    }
    now = end;
  }

  private Alarm next(long end) {
    return waiting.stream()
        .filter(each -> each.atNanos <= end)
        .min(Comparator.comparingLong(each -> each.atNanos))
        .orElse(null);
  }

  @Override
  public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
    Alarm set = new Alarm(task, now + unit.toNanos(delay));
    waiting.add(set);
    return set;
  }

  @Override
  public Set<Timeout> stop() {
    Set<Timeout> left = Set.copyOf(waiting);
    waiting.clear();
    return left;
  }

  private final class Alarm implements Timeout {
    private final TimerTask task;
    private final long atNanos;
    private boolean expired;
    private boolean cancelled;

    Alarm(TimerTask task, long atNanos) {
      this.task = task;
      this.atNanos = atNanos;
    }

    void fire() {
      expired = true;
      try {
        task.run(this);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Timer timer() {
      return ManualTimer.this;
    }

    @Override
    public TimerTask task() {
      return task;
    }

    @Override
    public boolean isExpired() {
      return expired;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean cancel() {
      cancelled = true;
      return waiting.remove(this);
    }
  }
}
