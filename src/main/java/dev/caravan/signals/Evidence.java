package dev.caravan.signals;

import dev.caravan.config.SignalFact;
import dev.caravan.config.SignalSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What speaks for something in a message: for each list and fact how much of it there is, from 0 to
 * 2. One find in the opening is 1, a second adds a half, a third a quarter, and so on, so that no
 * list wins by its length.
 */
final class Evidence {
  /** Less than this is no find: it stands in quotes or code. */
  private static final double FOUND = 0.3;

  private final List<String> names;
  private final double[] values;

  private Evidence(List<String> names, double[] values) {
    this.names = names;
    this.values = values;
  }

  /** How much there is of each list and fact, told by the weights of its finds together. */
  static Evidence of(List<String> names, double[] weights) {
    double[] values = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      values[i] = weights[i] == 0 ? 0 : 2 * (1 - Math.pow(0.5, weights[i]));
    }
    return new Evidence(names, values);
  }

  Set<String> found() {
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= FOUND) {
        found.add(names.get(i));
      }
    }
    return found;
  }

  /** Points for these names, as a sum. */
  double points(Weights weights) {
    double sum = 0;
    for (int i = 0; i < weights.indices.length; i++) {
      sum += weights.values[i] * values[weights.indices[i]];
    }
    return sum;
  }

  /** The lists of the settings, and behind them the facts. */
  static List<String> names(SignalSettings settings) {
    List<String> names = new ArrayList<>(settings.lists().keySet());
    for (SignalFact fact : SignalFact.values()) {
      names.add(fact.id());
    }
    return List.copyOf(names);
  }

  /** Points by the index of the name that they are for. */
  static final class Weights {
    private final int[] indices;
    private final double[] values;

    Weights(Map<String, Double> points, List<String> names) {
      Map<String, Integer> byName = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        byName.put(names.get(i), i);
      }
      indices = points.keySet().stream().mapToInt(byName::get).toArray();
      values = points.values().stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
