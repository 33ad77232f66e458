package dev.caravan.upstream;

import org.jspecify.annotations.Nullable;

/** Reads the {@code Retry-After} header in its seconds form (RFC 9110, section 10.2.3). */
public final class RetryAfter {
  private static final int MAX_SECONDS = 3_600;

  private RetryAfter() {}

  /** Whole seconds, rounded up; 0: absent or not a number. */
  public static int seconds(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return 0;
    }
    try {
      double seconds = Double.parseDouble(header.strip());
      return seconds <= 0 ? 0 : (int) Math.min(MAX_SECONDS, Math.ceil(seconds));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
