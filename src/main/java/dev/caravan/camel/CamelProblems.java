package dev.caravan.camel;

import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.RouteFiles;
import dev.caravan.config.SourceFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** Says in an operator's words, and with file and line, why Camel would not start. */
final class CamelProblems {
  private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}[A-Z]\\w*:? ?");
  private static final Pattern BEAN_ADDRESS = Pattern.compile(" on bean: @[0-9a-f]+(?: of type:)?");
  private static final Pattern KEY_END = Pattern.compile("[=:]");
  private static final int MAX_MESSAGE = 400;

  private CamelProblems() {}

  static List<Problem> of(Throwable thrown, RouteFiles files, SourceFiles sources) {
    String routeId = null;
    String about = null;
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
      about = subject(t, about);
      if (routeId == null && t instanceof PropertyBindingException failed) {
        String property = String.valueOf(failed.getPropertyName());
        return List.of(
            inProperties(
                sources,
                line -> keyOf(line).endsWith(plain(property)),
                property
                    + " = "
                    + failed.getValue()
                    + " is no option here (expected: an option of Camel)"));
      }
      if (routeId == null && t instanceof NoSuchBeanException failed) {
        return List.of(
            inProperties(
                sources,
                line -> line.contains("#" + failed.getName()),
                "there is no bean "
                    + failed.getName()
                    + " (expected: one that the gateway binds)"));
      }
      deepest = t;
    }
    String message = message(routeId, about, deepest);
    String file = routeId == null ? fileThatFails(deepest, sources) : null;
    return List.of(
        file == null ? files.locate(routeId, about, message) : new Problem(file, 0, message));
  }

  /** The text in a route that the failure is about, or the one known so far. */
  private static @Nullable String subject(Throwable failure, @Nullable String known) {
    return switch (failure) {
      case ResolveEndpointFailedException endpoint -> endpoint.getUri();
      case NoSuchEndpointException endpoint -> endpoint.getUri();
      case NoSuchBeanException bean -> bean.getName();
      case MethodNotFoundException method -> method.getMethodName();
      case SimpleIllegalSyntaxException expression -> expression.getExpression();
      default -> known;
    };
  }

  /** The file that fails in the same way when it is loaded alone; Camel does not say which. */
  private static @Nullable String fileThatFails(Throwable failure, SourceFiles sources) {
    for (Map.Entry<String, byte[]> file : sources.routeFiles().entrySet()) {
      try {
        PluginHelper.getRoutesLoader(new DefaultCamelContext(false))
            .loadRoutes(ResourceHelper.fromBytes("file:" + file.getKey(), file.getValue()));
      } catch (Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
          deepest = deepest.getCause();
        }
        if (String.valueOf(deepest.getMessage()).equals(failure.getMessage())) {
          return file.getKey();
        }
      }
    }
    return null;
  }

  /** The problem at the first line of application.properties that fits. */
  private static Problem inProperties(SourceFiles sources, Predicate<String> fits, String message) {
    String file = sources.nameOf("application.properties");
    byte[] content = sources.content("application.properties");
    List<String> lines =
        content == null ? List.of() : new String(content, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (fits.test(lines.get(i))) {
        return new Problem(file, i + 1, message);
      }
    }
    return new Problem(file, 0, message);
  }

  private static String keyOf(String line) {
    return plain(KEY_END.split(line, 2)[0].strip());
  }

  /** Camel takes {@code pool-size} and {@code poolSize} for the same. */
  private static String plain(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static String message(
      @Nullable String routeId, @Nullable String about, Throwable deepest) {
    String text = String.valueOf(deepest.getMessage()).replaceAll("\\s+", " ");
    Matcher classes = CLASS_NAME.matcher(text);
    text = BEAN_ADDRESS.matcher(classes.replaceAll("")).replaceAll("").strip();
    if (text.length() > MAX_MESSAGE) {
      text = text.substring(0, MAX_MESSAGE) + "...";
    }
    String where = routeId == null ? "" : "route " + routeId + ": ";
    return where + text + (about == null || text.contains(about) ? "" : " in " + about);
  }
}
