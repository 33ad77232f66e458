package dev.caravan.config;

import java.time.Duration;

/**
 * How models are scored for requests that leave the choice to the gateway.
 *
 * @param easy what counts for a prompt of difficulty 0 where the priority is {@code balanced}
 * @param hard likewise for one of difficulty 1; between them it goes over steadily
 * @param usualTime an answer that takes so long has half of the best speed, as has one of a
 *     deployment that nobody has timed yet
 * @param nearEqual percent below the best score within which models share the load
 * @param sticky how conversations stay with their model
 */
public record ScoringSettings(
    Blend easy, Blend hard, Duration usualTime, int nearEqual, Sticky sticky) {
  public static final ScoringSettings DEFAULT =
      new ScoringSettings(
          new Blend(0.7, 0.1, 0.2),
          new Blend(0.1, 0.1, 0.8),
          Duration.ofSeconds(5),
          3,
          new Sticky(false, Duration.ofMinutes(10), 20));

  /** Shares of what a request may be optimised for; only their proportion counts. */
  public record Blend(double cost, double speed, double quality) {
    public double sum() {
      return cost + speed + quality;
    }
  }

  /**
   * Conversations that stay with the model that answered them before.
   *
   * @param ttl since the last answer
   * @param tolerance percent below the best score within which a conversation stays
   */
  public record Sticky(boolean enabled, Duration ttl, int tolerance) {}
}
