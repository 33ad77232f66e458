package dev.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Rules of a test's own, in the form of choose-model.camel.yaml. */
public final class RulesYaml {
  /** The file, below the routes folder. */
  public static final String FILE = "pipeline/choose-model.camel.yaml";

  /** The first shipped rule that looks at signals. */
  private static final String FIRST = "              - id: rule-long-context\n";

  private static final String HEAD = "            when:\n";

  private RulesYaml() {}

  /**
   * The rules with one more, behind that for named models and before all others.
   *
   * @param actions method and arguments behind the call and the rule's name: {@code models first}
   */
  public static String with(String rules, String name, String condition, String... actions) {
    assertThat(rules).contains(FIRST);
    return rules.replace(FIRST, rule(name, condition, actions) + FIRST);
  }

  /** The rules with one more before all others, that for named models included. */
  public static String atHead(String rules, String name, String condition, String... actions) {
    assertThat(rules).contains(HEAD);
    return rules.replace(HEAD, HEAD + rule(name, condition, actions));
  }

  /** The rules as they are shipped. */
  public static String shipped() {
    try {
      return Files.readString(Path.of("routes").resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String rule(String name, String condition, String... actions) {
    return """
        - id: rule-%s
          expression:
            simple:
              expression: "%s"
          steps:
        """
            .formatted(name, condition)
            .indent(14)
        + Arrays.stream(actions).map(action -> step(name, action)).collect(Collectors.joining());
  }

  private static String step(String rule, String action) {
    String method = action.split(" ", 2)[0];
    String arguments = action.contains(" ") ? ", '" + action.split(" ", 2)[1] + "'" : "";
    return """
        - bean:
            id: %1$s-%2$s
            ref: choose
            method: "%2$s(${variable.call}, '%1$s'%3$s)"
        """
        .formatted(rule, method, arguments)
        .indent(18);
  }
}
