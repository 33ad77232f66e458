package dev.caravan.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading the configuration.
 *
 * @param configuration null where there is a problem
 * @param problems all of them, by file and line
 * @param notices what an operator should know though nothing is wrong, for example which providers
 *     are off
 */
public record LoadedConfiguration(
    @Nullable Configuration configuration, List<Problem> problems, List<String> notices) {

  public LoadedConfiguration {
    problems = problems.stream().sorted().distinct().toList();
    notices = List.copyOf(notices);
  }

  public boolean isValid() {
    return configuration != null;
  }

  /**
   * The configuration.
   *
   * @throws IllegalStateException naming the problems, where there are any
   */
  public Configuration orThrow() {
    if (configuration == null) {
      throw new IllegalStateException(
          String.join("\n", problems.stream().map(Problem::toString).toList()));
    }
    return configuration;
  }
}
