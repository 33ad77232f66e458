package dev.caravan.routing;

import dev.caravan.config.Model;
import java.util.Map;
import java.util.Set;

/** What one request wants of a model: strengths, by weight, and that it knows the language. */
final class Wanted {
  private final String[] names;
  private final double[] weights;
  private final double foreign;
  private double sum;

  /**
   * What is wanted of whoever does a task in a language.
   *
   * @param strengths of the task, each with its weight
   * @param language as in the signals
   */
  Wanted(Map<String, Double> strengths, String language) {
    names = new String[strengths.size()];
    weights = new double[strengths.size()];
    int place = 0;
    for (Map.Entry<String, Double> strength : strengths.entrySet()) {
      names[place] = strength.getKey();
      weights[place] = strength.getValue();
      sum += weights[place++];
    }
    foreign =
        switch (language) {
          case "zh" -> ScoreFormula.FOREIGN;
          case "mixed" -> ScoreFormula.PARTLY_FOREIGN;
          default -> 1;
        };
  }

  /** The share of the wanted strengths that the model has, 0 to 1. */
  double fit(Model model) {
    Set<String> strengths = model.strengths();
    if (strengths.isEmpty()) {
      return ScoreFormula.UNDECLARED;
    }
    double has = 0;
    for (int i = 0; i < names.length; i++) {
      has += strengths.contains(names[i]) ? weights[i] : 0;
    }
    return sum == 0 ? 1 : has / sum;
  }

  /** How well it knows the language: 1, or less for one that does not declare to know Chinese. */
  double language(Model model) {
    return model.strengths().contains(ScoreFormula.CHINESE) ? 1 : foreign;
  }
}
