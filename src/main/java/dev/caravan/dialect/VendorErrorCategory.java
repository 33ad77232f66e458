package dev.caravan.dialect;

import dev.caravan.resilience.ErrorCategory;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what kind of error a vendor means: by its code or type where these are clear, then by its
 * words, then by its status. Vendors disagree on statuses most of all.
 */
final class VendorErrorCategory {
  private static final Set<String> QUOTA =
      Set.of(
          "insufficient_quota",
          "exceeded_current_quota_error",
          "arrearage",
          "billing_error",
          "enforced_spend_limit_reached",
          "1113",
          "1304",
          "1308",
          "1310");
  private static final Set<String> RATE_LIMIT =
      Set.of(
          "rate_limit_exceeded",
          "rate_limit_reached_error",
          "rate_limit_error",
          "limit_requests",
          "1302",
          "1303");
  private static final Set<String> OVERLOAD =
      Set.of("engine_overloaded_error", "1305", "1312", "overloaded_error");
  private static final Set<String> POLICY =
      Set.of("content_filter", "content_policy_violation", "data_inspection_failed", "1301");
  private static final Set<String> TOOL_EXECUTION =
      Set.of("tool_use_failed", "tool_call_validation_failed");
  private static final Set<String> NO_MODEL =
      Set.of(
          "model_not_found", "model_decommissioned", "invalid_model", "deploymentnotfound", "1211");

  private static final List<String> POLICY_TEXTS =
      List.of(
          "violates usage guidelines",
          "was flagged",
          "content management policy",
          "content filtering policy");
  // Anthropic says 400 to an account without money.
  private static final List<String> QUOTA_TEXTS =
      List.of("credit balance is too low", "specified api usage limits");
  private static final List<String> CONTEXT_TEXTS =
      List.of(
          "maximum context length",
          "context_length_exceeded",
          "prompt is too long",
          "exceeded model token limit",
          "exceeds the maximum number of tokens",
          "exceed context limit",
          "input is too long",
          "context window",
          "context size",
          "exceed_context_size",
          "input tokens exceeded",
          "range of input length");
  private static final List<String> NO_MODEL_TEXTS =
      List.of("is not a valid model id", "supported api model names");

  /** Things of the client's own that were not found: no fault of the vendor's. */
  private static final List<String> OWN_THING_TEXTS =
      List.of(
          "item with id",
          "previous response",
          "response with id",
          "conversation with id",
          "prompt with id",
          "file",
          "container",
          "vector store");

  // xAI says 400 to a bad key.
  private static final List<String> KEY_TEXTS = List.of("incorrect api key", "invalid api key");

  private VendorErrorCategory() {}

  static ErrorCategory of(
      int status, @Nullable String type, @Nullable String code, String message) {
    ErrorCategory named = byName(lower(type), lower(code));
    if (named != null) {
      return named;
    }
    if (status == 402) {
      return ErrorCategory.QUOTA;
    }
    if (status < 500 && status != 429) {
      ErrorCategory said =
          byWords(status, message.toLowerCase(Locale.ROOT), lower(type), lower(code));
      if (said != null) {
        return said;
      }
    }
    return byStatus(status);
  }

  private static @Nullable ErrorCategory byName(String type, String code) {
    if (QUOTA.contains(code) || QUOTA.contains(type)) {
      return ErrorCategory.QUOTA;
    }
    if (RATE_LIMIT.contains(code) || RATE_LIMIT.contains(type)) {
      return ErrorCategory.RATE_LIMIT;
    }
    if (OVERLOAD.contains(code) || OVERLOAD.contains(type)) {
      return ErrorCategory.OVERLOADED;
    }
    if (POLICY.contains(code) || POLICY.contains(type)) {
      return ErrorCategory.CONTENT_POLICY;
    }
    if (TOOL_EXECUTION.contains(code)) {
      return ErrorCategory.TOOL_EXECUTION;
    }
    return NO_MODEL.contains(code) || NO_MODEL.contains(type) ? ErrorCategory.NOT_FOUND : null;
  }

  private static @Nullable ErrorCategory byWords(
      int status, String message, String type, String code) {
    if (holdsAny(message, CONTEXT_TEXTS)
        || holdsAny(code, CONTEXT_TEXTS)
        || holdsAny(type, CONTEXT_TEXTS)) {
      return ErrorCategory.CONTEXT_LENGTH;
    }
    if (holdsAny(message, QUOTA_TEXTS)) {
      return ErrorCategory.QUOTA;
    }
    if (holdsAny(message, POLICY_TEXTS)) {
      return ErrorCategory.CONTENT_POLICY;
    }
    if (holdsAny(message, NO_MODEL_TEXTS)) {
      return ErrorCategory.NOT_FOUND;
    }
    if (status == 404 && holdsAny(message, OWN_THING_TEXTS)) {
      return ErrorCategory.INVALID_REQUEST;
    }
    return status == 400 && holdsAny(message, KEY_TEXTS) ? ErrorCategory.AUTHENTICATION : null;
  }

  private static boolean holdsAny(String text, List<String> parts) {
    return parts.stream().anyMatch(text::contains);
  }

  private static ErrorCategory byStatus(int status) {
    return switch (status) {
      case 401 -> ErrorCategory.AUTHENTICATION;
      case 403 -> ErrorCategory.PERMISSION;
      case 404, 410 -> ErrorCategory.NOT_FOUND;
      case 408 -> ErrorCategory.TIMEOUT;
      case 429 -> ErrorCategory.RATE_LIMIT;
      case 498, 503, 529 -> ErrorCategory.OVERLOADED;
      default -> {
        if (status >= 500) {
          yield ErrorCategory.SERVER;
        }
        yield status >= 400 ? ErrorCategory.INVALID_REQUEST : ErrorCategory.UNKNOWN;
      }
    };
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
