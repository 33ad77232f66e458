package dev.caravan.sandbox;

import java.util.Locale;

/**
 * Something that goes wrong at a vendor.
 *
 * @param kind what
 * @param argument the HTTP status for {@link Kind#STATUS}; the number of tokens sent before it
 *     happens for {@link Kind#RESET}, {@link Kind#STALL} and {@link Kind#CUT}
 */
public record SandboxFault(Kind kind, int argument) {
  /** The faults that vendors were seen to have. */
  public enum Kind {
    /** All is well. */
    NONE,
    /** An error status with the vendor's error body. */
    STATUS,
    /** The connection is reset. */
    RESET,
    /** Silence with the connection left open. */
    STALL,
    /** The stream ends without its finish reason and without its terminal marker. */
    CUT,
    /** Status 200 with an error in the body, or as the first event of a stream. */
    ERROR_IN_200
  }

  public static final SandboxFault NONE = new SandboxFault(Kind.NONE, 0);

  /** {@code none}, {@code status:503}, {@code cut:5}, {@code reset}, {@code error-in-200}, ... */
  public static SandboxFault parse(String text) {
    String[] parts = text.strip().split(":", 2);
    try {
      Kind kind = Kind.valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_'));
      boolean takesArgument = kind != Kind.NONE && kind != Kind.ERROR_IN_200;
      int argument = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
      boolean fits = kind == Kind.STATUS ? argument >= 400 && argument <= 599 : argument >= 0;
      if (fits && (takesArgument || parts.length == 1)) {
        return new SandboxFault(kind, argument);
      }
    } catch (IllegalArgumentException e) {
      // Told below, in the words of the one who wrote it.
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is no fault (expected: none, status:503, cut:5, reset, stall, error-in-200)");
  }
}
