package dev.caravan.routing;

import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.ScoringSettings;
import dev.caravan.config.ScoringSettings.Blend;

/**
 * The terms of a score, each between 0 and 1, and all constants that are not configuration. A score
 * is match times health times the term of the priority; docs/decisions/021 says why it is a
 * product.
 */
final class ScoreFormula {
  /** What a model without any of the wanted strengths matches. */
  static final double NO_MATCH = 0.1;

  /** A model that declares no strengths has half of those that are wanted. */
  static final double UNDECLARED = 0.5;

  static final String CHINESE = "chinese";

  /** What is left of the match of a model without {@value #CHINESE} for a Chinese prompt. */
  static final double FOREIGN = 0.7;

  /** The same for a prompt of mixed languages. */
  static final double PARTLY_FOREIGN = 0.85;

  /** The strength that hard prompts want, and how much of their quality it is. */
  static final String DEPTH = "complex_reasoning";

  static final double DEPTH_SHARE = 0.7;

  /** Twice the price is worth less, but not half as much. */
  static final double COST_EXPONENT = 0.5;

  /** A deployment close to a limit of its vendor has this part of its health. */
  static final double SHORT_OF_QUOTA = 0.5;

  /** A model that is less healthy is left out while there are others. */
  static final double TOO_SICK = 0.02;

  /** Below it, terms would make a model vanish rather than last. */
  private static final double LEAST = 1e-3;

  private ScoreFormula() {}

  /**
   * How well a model fits what is wanted. That it knows the language makes up for no strength.
   *
   * @param fit share of the wanted strengths that the model has, by weight, 0 to 1
   * @param language 1 if it knows the language, else less
   * @return above 0, to 1
   */
  static double match(double fit, double language) {
    return (NO_MATCH + (1 - NO_MATCH) * fit) * language;
  }

  /**
   * The root of how many times cheaper the cheapest is.
   *
   * @param cheapest expected cost of the cheapest candidate, in the currency of the other
   * @param own expected cost
   * @return above 0, to 1 for the cheapest
   */
  static double cost(double cheapest, double own) {
    if (own <= 0 || own <= cheapest) {
      return 1;
    }
    // An answer that costs nothing makes every price infinite.
    return Math.max(LEAST, Math.pow(cheapest / own, COST_EXPONENT));
  }

  /**
   * How fast the whole answer is.
   *
   * @param seconds that it usually takes; 0: unknown, which counts as usual
   * @param usual seconds for half of the best
   * @return above 0, below 1; 0.5 for the usual time
   */
  static double speed(double seconds, double usual) {
    return seconds <= 0 ? 0.5 : Math.max(LEAST, usual / (usual + seconds));
  }

  /**
   * The weight that the operator gave, less what the model lacks for a hard prompt.
   *
   * @param weight in proportion to the greatest, 0 to 1
   * @param fit as for {@link #match}
   * @param depth whether it has {@value #DEPTH}, 0 to 1
   * @param difficulty 0 to 1
   * @return above 0, to 1
   */
  static double quality(double weight, double fit, double depth, double difficulty) {
    double able = DEPTH_SHARE * depth + (1 - DEPTH_SHARE) * fit;
    return Math.max(LEAST, weight * (1 - difficulty * (1 - able)));
  }

  /** The term of a priority: one of the three, or their weighted geometric mean. */
  static double priority(
      Priority priority,
      double cost,
      double speed,
      double quality,
      double difficulty,
      ScoringSettings settings) {
    return switch (priority) {
      case COST -> cost;
      case SPEED -> speed;
      case QUALITY -> quality;
      case BALANCED -> {
        double forCost = share(settings, difficulty, Part.COST);
        double forSpeed = share(settings, difficulty, Part.SPEED);
        double forQuality = share(settings, difficulty, Part.QUALITY);
        yield Math.pow(cost, forCost) * Math.pow(speed, forSpeed) * Math.pow(quality, forQuality);
      }
    };
  }

  private enum Part {
    COST,
    SPEED,
    QUALITY;

    double of(Blend blend) {
      double amount =
          switch (this) {
            case COST -> blend.cost();
            case SPEED -> blend.speed();
            case QUALITY -> blend.quality();
          };
      return amount / blend.sum();
    }
  }

  private static double share(ScoringSettings settings, double difficulty, Part part) {
    return (1 - difficulty) * part.of(settings.easy()) + difficulty * part.of(settings.hard());
  }
}
