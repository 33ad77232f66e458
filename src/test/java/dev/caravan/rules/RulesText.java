package dev.caravan.rules;

import dev.caravan.config.Problem;
import dev.caravan.config.RouteFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A route file with rules for tests. Its first rule begins at line 8, with the condition at line 11
 * and the action at line 16; each rule has 9 lines.
 */
final class RulesText {
  static final KnownNames NAMES =
      new KnownNames(
          ordered("cheap", "strong", "other", "vectors"),
          ordered("cheap", "strong", "other"),
          ordered("coding", "analysis"),
          Set.of("creative"),
          ordered("signals", "auto", "call"));
  private static final String FILE = "rules.camel.yaml";

  private final StringBuilder rules = new StringBuilder();
  private int count;

  /** One more rule {@code rule-N}, N from 1 on, that asks for {@code cheap}. */
  RulesText when(String condition) {
    count++;
    return rule("rule-r" + count, condition, "models(${variable.call}, 'r" + count + "', 'cheap')");
  }

  /** One more rule for every tenth of the hours, so that it is in no other's way. */
  RulesText then(String action) {
    count++;
    return rule("rule-r" + count, "${variable.signals.hour} == " + count, action);
  }

  RulesText rule(String id, String condition, String action) {
    rules.append(
        """
                    - id: %s
                      expression:
                        simple:
                          expression: %s
                      steps:
                        - bean:
                            id: act-%s
                            ref: choose
                            method: %s
        """
            .formatted(id, quoted(condition), id, quoted(action)));
    return this;
  }

  private static Set<String> ordered(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return """
        - route:
            id: rules
            from:
              uri: direct:rules
              steps:
                - choice:
                    when:
        """
        + rules;
  }

  /** The mistakes in it, as {@code line: message}. */
  List<String> problems() {
    return problems(toString());
  }

  static List<String> problems(String yaml) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(FILE, yaml.getBytes(StandardCharsets.UTF_8));
    RouteFiles routes = new RouteFiles(files);
    List<Problem> all = new ArrayList<>(routes.problems());
    all.addAll(RuleCheck.problems(routes.documents(), NAMES));
    return all.stream().map(p -> p.line() + ": " + p.message()).toList();
  }
}
