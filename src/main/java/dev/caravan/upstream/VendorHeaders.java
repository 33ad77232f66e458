package dev.caravan.upstream;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Picks the vendor's own request id and its rate-limit headers; everything else stays behind. */
public final class VendorHeaders {
  private static final Set<String> IDS =
      Set.of(
          "x-request-id",
          "request-id",
          "apim-request-id",
          "x-ds-trace-id",
          "mistral-correlation-id",
          "msh-request-id",
          "x-log-id",
          "x-generation-id",
          "retry-after",
          "openai-processing-ms",
          "x-ms-region");
  private static final int MAX_HEADERS = 40;
  private static final int MAX_LENGTH = 200;

  private VendorHeaders() {}

  /** The headers worth keeping, by lower-case name. */
  public static Map<String, String> of(Map<String, Object> headers) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (Map.Entry<String, Object> header : headers.entrySet()) {
      String name = header.getKey();
      if (kept.size() < MAX_HEADERS
          && header.getValue() instanceof String value
          && value.length() <= MAX_LENGTH
          && isWanted(name)) {
        kept.put(name.toLowerCase(Locale.ROOT), value);
      }
    }
    return kept;
  }

  private static boolean isWanted(String name) {
    return name.regionMatches(true, 0, "x-ratelimit", 0, 11)
        || name.regionMatches(true, 0, "ratelimit", 0, 9)
        || name.regionMatches(true, 0, "anthropic-ratelimit", 0, 19)
        || IDS.contains(name.toLowerCase(Locale.ROOT));
  }
}
