package dev.caravan.sandbox;

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
}
