package dev.caravan.resilience;

import java.time.Duration;

/** A sum that halves in a fixed time. Not thread-safe. */
final class DecayingSum {
  private final double perNano;
  private double value;
  private long sinceNanos;

  DecayingSum(Duration halfLife, long nowNanos) {
    this.perNano = Math.log(2) / halfLife.toNanos();
    this.sinceNanos = nowNanos;
  }

  void add(double amount, long nowNanos) {
    value = at(nowNanos) + amount;
    sinceNanos = Math.max(sinceNanos, nowNanos);
  }

  void set(double amount, long nowNanos) {
    value = amount;
    sinceNanos = nowNanos;
  }

  double at(long nowNanos) {
    long passed = nowNanos - sinceNanos;
    return value == 0 || passed <= 0 ? value : value * Math.exp(-passed * perNano);
  }
}
