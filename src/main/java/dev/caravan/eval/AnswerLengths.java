package dev.caravan.eval;

/**
 * How long simulated answers are, in tokens, whoever gives them.
 *
 * @param simple to a simple prompt, likewise the others
 */
public record AnswerLengths(int simple, int medium, int hard) {
  public static final AnswerLengths USUAL = new AnswerLengths(120, 400, 900);

  int of(Difficulty difficulty) {
    return switch (difficulty) {
      case SIMPLE -> simple;
      case MEDIUM -> medium;
      case HARD -> hard;
    };
  }
}
