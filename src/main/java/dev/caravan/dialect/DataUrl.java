package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The content of a {@code data:} URL (RFC 2397).
 *
 * @param mediaType in lower case without parameters, {@code text/plain} where it is left out
 * @param base64 the content
 */
record DataUrl(String mediaType, String base64) {
  static boolean isOne(String url) {
    return url.regionMatches(true, 0, "data:", 0, 5);
  }

  /** Null if it is no data URL, or a broken one. */
  static @Nullable DataUrl parse(String url) {
    int comma = url.indexOf(',');
    if (!isOne(url) || comma < 0) {
      return null;
    }
    String meta = url.substring("data:".length(), comma).toLowerCase(Locale.ROOT);
    int parameters = meta.indexOf(';');
    String type = (parameters < 0 ? meta : meta.substring(0, parameters)).strip();
    String data = url.substring(comma + 1);
    String base64 = meta.endsWith(";base64") ? data : encode(data);
    return base64 == null ? null : new DataUrl(type.isEmpty() ? "text/plain" : type, base64);
  }

  /** The content as text; null if it is no base64. */
  @Nullable String text() {
    try {
      return new String(Base64.getDecoder().decode(base64), UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String encode(String percentEncoded) {
    try {
      String text = URLDecoder.decode(percentEncoded.replace("+", "%2B"), UTF_8);
      return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
