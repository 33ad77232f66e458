package dev.caravan.resilience;

import dev.caravan.api.ApiException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the tries of a call that nobody answered into the one error that the client sees. */
public final class FinalFailure {
  private static final int DEFAULT_RETRY_AFTER_SECONDS = 2;

  private FinalFailure() {}

  /**
   * The error of a call that ends without an answer.
   *
   * @param begun whether part of the answer went out already, as a stream
   */
  public static ApiException of(Attempts attempts, boolean begun, String promptField) {
    UpstreamException last = attempts.lastFailure();
    if (begun && last != null && last.category() != ErrorCategory.CLIENT_GONE) {
      return ApiException.of(
          502,
          "upstream_error",
          "upstream_failed",
          "The vendor's stream broke off: "
              + last.text()
              + ". Attempts: "
              + list(attempts.records())
              + ".");
    }
    if (last == null || last.category() == ErrorCategory.DEADLINE) {
      return deadline(attempts);
    }
    if (last.category() == ErrorCategory.CLIENT_GONE) {
      return ApiException.of(
          499, "client_error", "client_gone", "The client closed the connection.");
    }
    if (last.category().isCallerFault()) {
      return callersFault(last, promptField);
    }
    List<AttemptRecord> all = attempts.records();
    List<AttemptRecord> records =
        all.stream().filter(r -> r.category() != ErrorCategory.UNSUPPORTED).toList();
    if (records.isEmpty()) {
      return callersFault(last, promptField);
    }
    if (records.stream().allMatch(r -> isCredentials(r, attempts))) {
      return ApiException.of(
          502,
          "upstream_error",
          "upstream_credentials",
          "The vendor refused the gateway's own key; your key is fine. Attempts: "
              + list(all)
              + ".");
    }
    if (records.stream().allMatch(FinalFailure::isOverload)) {
      return ApiException.of(
              503,
              "overloaded_error",
              "upstream_overloaded",
              "Every candidate is overloaded. Attempts: " + list(all) + ".")
          .withRetryAfter(Math.max(DEFAULT_RETRY_AFTER_SECONDS, attempts.soonestRetrySeconds()));
    }
    if (!attempts.isCommitted()
        && (attempts.isOutOfTime()
            || (last.category() == ErrorCategory.TIMEOUT
                && attempts.remaining(System.nanoTime()).isZero()))) {
      return deadline(attempts);
    }
    return ApiException.of(
        502,
        "upstream_error",
        "upstream_failed",
        (attempts.isCommitted() ? "The answer broke off." : "No candidate answered.")
            + " Attempts: "
            + list(all)
            + ".");
  }

  /** Also where a breaker opened after refusals: it is the keys that are the trouble. */
  private static boolean isCredentials(AttemptRecord record, Attempts attempts) {
    ErrorCategory category = record.category();
    return category != null
        && (category.isCredentials()
            || (category == ErrorCategory.CIRCUIT_OPEN && attempts.isShutOut()));
  }

  private static boolean isOverload(AttemptRecord record) {
    ErrorCategory category = record.category();
    return category != null
        && (category.isOverload()
            || category == ErrorCategory.CIRCUIT_OPEN
            || category == ErrorCategory.POOL_FULL);
  }

  private static ApiException deadline(Attempts attempts) {
    return ApiException.of(
        504,
        "timeout_error",
        "deadline_exceeded",
        "The deadline passed before a model answered. Attempts: " + list(attempts.records()) + ".");
  }

  private static ApiException callersFault(UpstreamException failure, String promptField) {
    return switch (failure.category()) {
      case CONTEXT_LENGTH ->
          ApiException.of(400, "invalid_request_error", "context_length_exceeded", failure.text())
              .withParam(promptField);
      case CONTENT_POLICY ->
          ApiException.of(400, "invalid_request_error", "content_filter", failure.text());
      default ->
          ApiException.of(
                  failure.status() >= 400 && failure.status() < 500 ? failure.status() : 400,
                  orElse(failure.vendorType(), "invalid_request_error"),
                  orElse(failure.vendorCode(), "invalid_request"),
                  failure.text())
              .withParam(failure.vendorParam());
    };
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null || text.isBlank() ? other : text;
  }

  private static String list(List<AttemptRecord> records) {
    if (records.isEmpty()) {
      return "none";
    }
    return records.stream()
        .map(
            r ->
                r.deployment()
                    + " "
                    + (r.category() == null ? "answered" : r.category().label())
                    + (r.status() > 0 && r.category() != null ? " (" + r.status() + ")" : ""))
        .collect(Collectors.joining(", "));
  }
}
