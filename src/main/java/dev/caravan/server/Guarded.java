package dev.caravan.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests the {@link OverloadGuard} is asked about: all but those by which an operator sees
 * and steers an overloaded gateway, and those that browsers send before a call.
 */
final class Guarded {
  private static final List<String> OPEN_TO_OPERATORS =
      List.of("/health", "/metrics", "/admin", "/ui");

  private Guarded() {}

  static boolean is(HttpServerRequest request) {
    return !request.method().equals(HttpMethod.OPTIONS) && !isOpenToOperators(request.path());
  }

  private static boolean isOpenToOperators(@Nullable String path) {
    // The router would make another path of these.
    if (path == null || path.contains("%") || path.contains("//") || path.contains("/.")) {
      return false;
    }
    for (String open : OPEN_TO_OPERATORS) {
      if (path.startsWith(open)
          && (path.length() == open.length() || path.charAt(open.length()) == '/')) {
        return true;
      }
    }
    return false;
  }

  /** Length of the body as the request announces it; 0: it has none, or does not say. */
  static long announcedBytes(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length == null) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(length.strip()));
    } catch (NumberFormatException e) {
      // Refused as invalid, without its body.
      return 0;
    }
  }

  /** Whether there is a body that does not say how long it is. */
  static boolean isUnannounced(HttpServerRequest request) {
    return request.getHeader("Transfer-Encoding") != null;
  }
}
