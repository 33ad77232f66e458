package dev.caravan.resilience;

import dev.caravan.cost.Cost;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A probe that is over.
 *
 * @param category null: it was answered
 * @param cost null: unpriced, or nothing was bought
 */
public record ProbeResult(
    Instant time, @Nullable ErrorCategory category, long millis, @Nullable Cost cost) {
  /** Whether the vendor is well: what is no fault of its own is an answer too. */
  public boolean isGood() {
    return category == null || category.isCallerFault();
  }
}
