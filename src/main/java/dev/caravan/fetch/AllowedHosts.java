package dev.caravan.fetch;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** The hosts and ports that an operator allows files to come from. */
final class AllowedHosts {
  private static final int HTTPS = 443;

  private final List<String> patterns;

  /**
   * The hosts of these patterns.
   *
   * @param patterns {@code host}, {@code *.suffix} or {@code *}, each with {@code :port} or for 443
   */
  AllowedHosts(List<String> patterns) {
    this.patterns = patterns.stream().map(AllowedHosts::withPort).toList();
  }

  boolean allows(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String asked = name + ":" + (address.getPort() < 0 ? HTTPS : address.getPort());
    return patterns.stream().anyMatch(pattern -> matches(pattern, asked));
  }

  private static boolean matches(String pattern, String asked) {
    if (pattern.startsWith("*.")) {
      return asked.endsWith(pattern.substring(1)) && asked.length() >= pattern.length();
    }
    if (pattern.startsWith("*:")) {
      // From the last colon: an IPv6 address has others.
      return asked.substring(asked.lastIndexOf(':')).equals(pattern.substring(1));
    }
    return asked.equals(pattern);
  }

  private static String withPort(String pattern) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    return lower.indexOf(':') < 0 ? lower + ":" + HTTPS : lower;
  }
}
