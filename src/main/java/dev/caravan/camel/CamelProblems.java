package dev.caravan.camel;

import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.RouteFiles;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;

/** Says in an operator's words, and with file and line, why Camel would not start. */
final class CamelProblems {
  private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}[A-Z]\\w*:? ?");
  private static final int MAX_MESSAGE = 400;

  private CamelProblems() {}

  static List<Problem> of(Throwable thrown, RouteFiles files) {
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
      deepest = t;
    }
    return List.of(files.locate(routeId, uri, message(routeId, uri, deepest)));
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
