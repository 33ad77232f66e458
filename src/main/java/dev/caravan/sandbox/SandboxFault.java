package dev.caravan.sandbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    /** The connection is reset, a moment after the tokens, so that a client can have read them. */
    RESET,
    /** Silence with the connection left open. */
    STALL,
    /**
     * The stream ends without its finish reason and without its terminal marker; a plain answer
     * ends in the middle of its JSON.
     */
    CUT,
    /** Status 200 with an error in the body, or as the first event of a stream. */
    ERROR_IN_200
  }

  public static final SandboxFault NONE = new SandboxFault(Kind.NONE, 0);

  private static final Pattern FORM = Pattern.compile("([a-z0-9-]+)(?::(\\d{1,6}))?");

  /** An error status, from 400 to 599. */
  public static SandboxFault status(int status) {
    return new SandboxFault(Kind.STATUS, status);
  }

  /**
   * A fault as it is written: {@code none}, {@code status:503}, {@code reset}, {@code reset:5},
   * {@code stall}, {@code stall:5}, {@code cut:5} or {@code error-in-200}; the 5 being the tokens
   * sent before it happens.
   *
   * @throws IllegalArgumentException if it is none of these; the message lists them
   */
  public static SandboxFault parse(String text) {
    Matcher matcher = FORM.matcher(text);
    SandboxFault fault = matcher.matches() ? of(matcher.group(1), matcher.group(2)) : null;
    if (fault == null) {
      throw new IllegalArgumentException(
          "fault: \""
              + text
              + "\" (expected: none, status:400 to status:599, reset, reset:N, stall, stall:N,"
              + " cut:N or error-in-200)");
    }
    return fault;
  }

  private static @Nullable SandboxFault of(String name, @Nullable String number) {
    int argument = number == null ? 0 : Integer.parseInt(number);
    return switch (name) {
      case "none" -> number == null ? NONE : null;
      case "error-in-200" -> number == null ? new SandboxFault(Kind.ERROR_IN_200, 0) : null;
      case "status" -> argument >= 400 && argument <= 599 ? status(argument) : null;
      case "reset" -> new SandboxFault(Kind.RESET, argument);
      case "stall" -> new SandboxFault(Kind.STALL, argument);
      case "cut" -> new SandboxFault(Kind.CUT, argument);
      default -> null;
    };
  }

  boolean is(Kind other) {
    return kind == other;
  }
}
