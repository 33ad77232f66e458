package dev.caravan.routing;

import dev.caravan.config.Model;
import java.util.Map;

/** The strengths that one request wants of a model, by weight. */
final class Wanted {
  private final String[] names;
  private final double[] weights;
  private double sum;

  /**
   * What is wanted of whoever does a task in a language.
   *
   * @param strengths of the task, each with its weight
   * @param language as in the signals
   */
  Wanted(Map<String, Double> strengths, String language) {
    int count = strengths.size();
    names = new String[count + 1];
    weights = new double[count + 1];
    int place = 0;
    for (Map.Entry<String, Double> strength : strengths.entrySet()) {
      names[place] = strength.getKey();
      weights[place] = strength.getValue();
      sum += weights[place++];
    }
    double share =
        switch (language) {
          case "zh" -> ScoreFormula.LANGUAGE;
          case "mixed" -> ScoreFormula.SOME_LANGUAGE;
          default -> 0;
        };
    names[count] = ScoreFormula.CHINESE;
    weights[count] = share * (sum == 0 ? 1 : sum);
    sum += weights[count];
  }

  /** The share of what is wanted that the model has, 0 to 1. */
  double fit(Model model) {
    if (model.strengths().isEmpty()) {
      return ScoreFormula.UNDECLARED;
    }
    double has = 0;
    for (int i = 0; i < names.length; i++) {
      has += model.strengths().contains(names[i]) ? weights[i] : 0;
    }
    return sum == 0 ? 1 : has / sum;
  }
}
