package dev.caravan.cost;

import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a vendor was billed for.
 *
 * @param deployment its id
 * @param cost null: the model is unpriced
 * @param purpose what came of it
 */
public record Charge(
    String deployment,
    String model,
    String provider,
    Usage usage,
    @Nullable Cost cost,
    Purpose purpose) {

  /** The same with another purpose. */
  public Charge as(Purpose other) {
    return new Charge(deployment, model, provider, usage, cost, other);
  }

  /** What became of the tokens that were paid for. */
  public enum Purpose {
    /** They are in the client's answer. */
    ANSWER,
    /** The attempt failed after it had begun to cost. */
    LOST,
    /** Another candidate, asked at the same time, was faster. */
    HEDGE,
    /** Nobody was to get them: they are recorded, to compare models. */
    SHADOW,
    /** A rule that begins with a cheap model found its answer not good enough, and went on. */
    ESCALATED
  }
}
