package dev.caravan.resilience;

import java.util.Locale;

/**
 * What kind of thing went wrong at a vendor. It decides whose fault it is and what is tried next.
 */
public enum ErrorCategory {
  AUTHENTICATION(Fault.VENDOR),
  PERMISSION(Fault.VENDOR),
  QUOTA(Fault.VENDOR),
  RATE_LIMIT(Fault.VENDOR),
  OVERLOADED(Fault.VENDOR),
  NOT_FOUND(Fault.VENDOR),
  TIMEOUT(Fault.VENDOR),
  NETWORK(Fault.VENDOR),
  SERVER(Fault.VENDOR),
  UNKNOWN(Fault.VENDOR),
  /** The breaker is open: nothing was sent. */
  CIRCUIT_OPEN(Fault.NOBODY),
  /** The vendor has no words for a part of the request: nothing was sent. */
  UNSUPPORTED(Fault.NOBODY),
  /** The gateway's own limit of connections to the provider: nothing was sent. */
  POOL_FULL(Fault.NOBODY),
  /** Another candidate, asked at the same time, was faster: this one was cut. */
  OUTRUN(Fault.NOBODY),
  /** It answered, but not well enough for a rule that goes on to a stronger model then. */
  LOW_QUALITY(Fault.NOBODY),
  /** The client hung up. */
  CLIENT_GONE(Fault.NOBODY),
  /** The time for all attempts together ran out. */
  DEADLINE(Fault.NOBODY),
  CONTEXT_LENGTH(Fault.CALLER),
  CONTENT_POLICY(Fault.CALLER),
  INVALID_REQUEST(Fault.CALLER),
  /**
   * The model's own tool call broke the tool's schema, and the vendor says so instead of passing
   * it.
   */
  TOOL_EXECUTION(Fault.CALLER);

  private enum Fault {
    CALLER,
    VENDOR,
    NOBODY
  }

  private final Fault fault;

  ErrorCategory(Fault fault) {
    this.fault = fault;
  }

  /** Whether it counts against the deployment's circuit breaker and health. */
  public boolean isVendorFault() {
    return fault == Fault.VENDOR;
  }

  /** Whether every other vendor would refuse it too, so that it goes back at once. */
  public boolean isCallerFault() {
    return fault == Fault.CALLER;
  }

  /** Whether the gateway's own account at the vendor is the trouble. */
  public boolean isCredentials() {
    return this == AUTHENTICATION || this == PERMISSION || this == QUOTA;
  }

  /** Whether the vendor asks for less traffic. */
  public boolean isOverload() {
    return this == RATE_LIMIT || this == OVERLOADED;
  }

  /** Whether the vendor was asked at all. */
  public boolean isSent() {
    return this != CIRCUIT_OPEN && this != UNSUPPORTED && this != POOL_FULL;
  }

  /** As it appears in messages, logs and metrics, for example {@code rate_limit}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
