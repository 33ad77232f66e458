package dev.caravan.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One case of routing-tests.yaml: a request, and what must come of it.
 *
 * @param request a chat request as a client would send it, the gateway's own options included
 * @param hour of the day at which it comes, 0 to 23
 * @param lines of the file, by the name of the expectation
 */
public record RoutingTest(
    String name, ObjectNode request, int hour, Expected expected, Map<String, Integer> lines) {
  /** A request comes at noon unless the test says otherwise. */
  static final int USUAL_HOUR = 12;

  public RoutingTest {
    lines = Map.copyOf(lines);
  }

  /**
   * What must come of it. Null, or empty: anything may.
   *
   * @param models names or aliases, any of which is right
   * @param error code of the refusal that must come in place of a decision
   */
  public record Expected(
      @Nullable String task,
      @Nullable String rule,
      List<String> models,
      @Nullable Range difficulty,
      @Nullable String error) {
    public Expected {
      models = List.copyOf(models);
    }
  }

  /** Both bounds included. */
  public record Range(double min, double max) {
    public boolean holds(double value) {
      return value >= min && value <= max;
    }

    @Override
    public String toString() {
      return min + " to " + max;
    }
  }

  /** The line on which this is expected. */
  public int line(String expectation) {
    return lines.getOrDefault(expectation, 1);
  }
}
