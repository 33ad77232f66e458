package dev.caravan.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Placeholders without Camel: {@code {{env:NAME}}}, {@code {{env:NAME:default}}} and {@code
 * {{?env:NAME}}}, which is empty when the variable is not set.
 */
public final class EnvironmentPlaceholders implements Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\??)([^{}]*)}}");
  private static final String FUNCTION = "env:";

  private final Map<String, String> environment;

  public EnvironmentPlaceholders(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String resolve(String raw) {
    return PLACEHOLDER
        .matcher(raw)
        .replaceAll(
            match -> Matcher.quoteReplacement(value(match.group(2), !match.group(1).isEmpty())));
  }

  private String value(String placeholder, boolean optional) {
    if (placeholder.startsWith(FUNCTION)) {
      String[] nameAndDefault = placeholder.substring(FUNCTION.length()).split(":", 2);
      String value = variable(nameAndDefault[0].trim());
      if (value != null) {
        return value;
      }
      if (nameAndDefault.length == 2) {
        return nameAndDefault[1];
      }
    }
    if (optional) {
      return "";
    }
    throw new UnresolvedPlaceholderException(placeholder);
  }

  /** As Camel does it: the name as it stands, or else in the usual form of a variable's name. */
  private @Nullable String variable(String name) {
    String value = environment.get(name);
    return value != null
        ? value
        : environment.get(name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_'));
  }
}
