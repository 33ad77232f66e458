package dev.caravan.api;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the client is told about: an HTTP status and a code of the contract, with a
 * message that says what was wrong and what would be right. It never holds a key or a class name,
 * and costs no stack trace.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final String code;
  private final @Nullable String param;
  private final int retryAfterSeconds;
  private final boolean finalForClient;

  private ApiException(
      int status,
      String type,
      String code,
      @Nullable String param,
      String message,
      int retryAfterSeconds,
      boolean finalForClient) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
    this.retryAfterSeconds = retryAfterSeconds;
    this.finalForClient = finalForClient;
  }

  public static ApiException of(int status, String type, String code, String message) {
    return new ApiException(status, type, code, null, message, 0, false);
  }

  public static ApiException invalidRequest(@Nullable String param, String message) {
    return new ApiException(
        400, "invalid_request_error", "invalid_request", param, message, 0, false);
  }

  public ApiException withParam(@Nullable String name) {
    return new ApiException(status, type, code, name, text(), retryAfterSeconds, finalForClient);
  }

  /** The same with a {@code Retry-After} header, in seconds. */
  public ApiException withRetryAfter(int seconds) {
    return new ApiException(status, type, code, param, text(), seconds, finalForClient);
  }

  /** The same with {@code x-should-retry: false}: trying again cannot help. */
  public ApiException withoutRetry() {
    return new ApiException(status, type, code, param, text(), retryAfterSeconds, true);
  }

  public int status() {
    return status;
  }

  public String type() {
    return type;
  }

  public String code() {
    return code;
  }

  /** The code as meters count it: a bounded set. */
  public String countedCode() {
    return ErrorCodes.counted(code);
  }

  public @Nullable String param() {
    return param;
  }

  /** Seconds after which a retry makes sense; 0: not known. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  public boolean isFinalForClient() {
    return finalForClient;
  }

  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
