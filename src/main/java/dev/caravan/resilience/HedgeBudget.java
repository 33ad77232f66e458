package dev.caravan.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how many calls may ask a second candidate: a share of all calls that could. Each of them
 * pays in, a second request takes one whole unit out; what is saved up is bounded, so that a quiet
 * hour does not pay for a storm.
 */
public final class HedgeBudget {
  private static final long UNIT = 100;
  private static final long MOST = 10 * UNIT;

  private final AtomicLong hundredths = new AtomicLong();

  /**
   * A call that could be hedged.
   *
   * @param percent of such calls that may ask a second candidate
   */
  public void payIn(int percent) {
    hundredths.updateAndGet(saved -> Math.min(MOST, saved + percent));
  }

  /** Whether there is enough for a second request, which is then paid for. */
  public boolean take() {
    long before = hundredths.getAndUpdate(saved -> saved >= UNIT ? saved - UNIT : saved);
    return before >= UNIT;
  }
}
