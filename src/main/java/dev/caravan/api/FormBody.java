package dev.caravan.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A body that was sent as a form, which is what curl does with {@code -d} alone. */
public final class FormBody {
  private FormBody() {}

  /** Whether this {@code Content-Type} is that of a form. */
  public static boolean is(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/");
  }

  public static ApiException refusal() {
    return ApiException.invalidRequest(
        "content-type",
        "The body is sent as a form (expected: the header Content-Type: application/json).");
  }
}
