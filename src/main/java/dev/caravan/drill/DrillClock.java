package dev.caravan.drill;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time of a drill: real nanoseconds since its start, and what they stand for at its speed. */
final class DrillClock {
  private final LongSupplier nanos;
  private final int speed;
  private volatile long start;
  private volatile boolean begun;

  /**
   * @param nanos as {@link System#nanoTime}
   * @param speed how many times as fast as life
   */
  DrillClock(LongSupplier nanos, int speed) {
    this.nanos = nanos;
    this.speed = speed;
    this.start = nanos.getAsLong();
  }

  /** The drill begins now. */
  void begin() {
    start = nanos.getAsLong();
    begun = true;
  }

  boolean hasBegun() {
    return begun;
  }

  /** Real nanoseconds since the start. */
  long real() {
    return nanos.getAsLong() - start;
  }

  /** The time of the script. */
  Duration now() {
    return scripted(real());
  }

  Duration scripted(long realNanos) {
    return Duration.ofNanos(realNanos).multipliedBy(speed);
  }

  /** Real nanoseconds that stand for this much of the script's time. */
  long real(Duration scripted) {
    return scripted.dividedBy(speed).toNanos();
  }

  int speed() {
    return speed;
  }
}
