package dev.caravan.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form of a provider's address. Messages never show it: some hold credentials. */
final class BaseUrl {
  private static final String EXPECTED = " (expected: https://host/path)";

  private BaseUrl() {}

  static @Nullable String mistake(String url) {
    try {
      URI uri = new URI(url);
      if (!uri.isAbsolute()) {
        return "is relative" + EXPECTED;
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        return "is no http address" + EXPECTED;
      }
      if (uri.getHost() == null || uri.getPort() > 65535) {
        return "has no valid host" + EXPECTED;
      }
      if (uri.getRawUserInfo() != null) {
        return "has a user name in it (expected: api-keys)";
      }
      return uri.getRawQuery() == null && uri.getRawFragment() == null
          ? null
          : "has a ? or # in it" + EXPECTED;
    } catch (URISyntaxException e) {
      return "is no address" + EXPECTED;
    }
  }

  static String withoutSlash(String url) {
    String bare = url.strip();
    while (bare.endsWith("/")) {
      bare = bare.substring(0, bare.length() - 1);
    }
    return bare;
  }
}
