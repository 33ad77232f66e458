package dev.caravan.camel;

import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.RouteFiles;
import dev.caravan.config.SourceFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;

/** Says in an operator's words, and with file and line, why Camel would not start. */
final class CamelProblems {
  private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}[A-Z]\\w*:? ?");
  private static final int MAX_MESSAGE = 400;

  private CamelProblems() {}

  static List<Problem> of(Throwable thrown, RouteFiles files, SourceFiles sources) {
    String routeId = null;
    String uri = null;
    Throwable deepest = thrown;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ProblemsException known) {
        return known.problems();
      }
      if (t instanceof FailedToCreateRouteException failed) {
        routeId = failed.getRouteId();
      }
      if (t instanceof FailedToStartRouteException failed) {
        routeId = failed.getRouteId();
      }
      if (t instanceof ResolveEndpointFailedException failed) {
        uri = failed.getUri();
      }
      if (t instanceof PropertyBindingException failed) {
        return List.of(inProperties(failed, sources));
      }
      deepest = t;
    }
    return List.of(files.locate(routeId, uri, message(routeId, uri, deepest)));
  }

  /** The line of application.properties whose key ends in what could not be bound. */
  private static Problem inProperties(PropertyBindingException failed, SourceFiles sources) {
    String file = sources.nameOf("application.properties");
    String property = String.valueOf(failed.getPropertyName());
    String message =
        property + " = " + failed.getValue() + " is no option here (expected: an option of Camel)";
    byte[] content = sources.content("application.properties");
    List<String> lines =
        content == null ? List.of() : new String(content, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String key = lines.get(i).split("[=:]", 2)[0].strip();
      if (key.replace("-", "")
          .toLowerCase(Locale.ROOT)
          .endsWith(property.replace("-", "").toLowerCase(Locale.ROOT))) {
        return new Problem(file, i + 1, message);
      }
    }
    return new Problem(file, 0, message);
  }

  private static String message(@Nullable String routeId, @Nullable String uri, Throwable deepest) {
    String text = String.valueOf(deepest.getMessage()).replaceAll("\\s+", " ");
    Matcher classes = CLASS_NAME.matcher(text);
    text = classes.replaceAll("").strip();
    if (text.length() > MAX_MESSAGE) {
      text = text.substring(0, MAX_MESSAGE) + "...";
    }
    String where = routeId == null ? "" : "route " + routeId + ": ";
    if (uri != null && text.contains("No component found")) {
      return where + "unknown component: " + text;
    }
    return where + text;
  }
}
