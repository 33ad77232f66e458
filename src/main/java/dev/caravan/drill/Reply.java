package dev.caravan.drill;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client got for one request.
 *
 * @param failure null: a complete and correct answer; otherwise what was wrong with it, for example
 *     {@code 504 deadline_exceeded}
 * @param firstNanos real nanoseconds until the first token or the failure before it
 * @param nanos real nanoseconds until the end
 * @param told what the gateway told about itself; nothing where it was not asked
 */
record Reply(@Nullable String failure, long firstNanos, long nanos, Told told) {

  /**
   * Headers of the gateway.
   *
   * @param model the vendor's name for the model, as the answer says; null: no answer
   * @param calls made to vendors before the answer began
   * @param givenUp candidates left for the next before the answer began
   * @param overhead real time that no vendor took
   */
  record Told(
      @Nullable String requestId,
      @Nullable String provider,
      @Nullable String model,
      int calls,
      int givenUp,
      boolean degraded,
      Duration overhead) {}

  boolean isAnswer() {
    return failure == null;
  }

  /** Whether the answer did not come at the first try. */
  boolean tookMoreThanOneTry() {
    return told.calls > 1 || told.givenUp > 0;
  }
}
