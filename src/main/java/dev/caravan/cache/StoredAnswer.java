package dev.caravan.cache;

import dev.caravan.cost.Usage;
import dev.caravan.stream.PackedEvents;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer that can be given again.
 *
 * @param body of a plain answer; null for a stream
 * @param events of a stream, without what ends it; null for a plain answer
 * @param rule that chose the model, likewise {@code task}
 * @param currency of the model's price; null: unpriced
 * @param requestKey of the request that it answers, to find an idempotency key used twice; empty
 *     where there was no idempotency key
 */
@SuppressWarnings("ArrayRecordComponent") // bytes handed on as they came, never compared
public record StoredAnswer(
    byte @Nullable [] body,
    @Nullable PackedEvents events,
    String model,
    String provider,
    String rule,
    String task,
    Usage usage,
    @Nullable String currency,
    String requestKey) {

  /** Bytes that it takes, its own overhead guessed. */
  public int bytes() {
    int bytes = 200;
    if (body != null) {
      bytes += body.length;
    }
    if (events != null) {
      bytes += events.bytes();
    }
    return bytes;
  }
}
