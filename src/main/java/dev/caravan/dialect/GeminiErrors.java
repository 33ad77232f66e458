package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads Google's errors, {@code {"error":{code,message,status,details[]}}}, in an array where a
 * stream without {@code alt=sse} fails. Source: cloud.google.com/apis/design/errors,
 * ai.google.dev/gemini-api/docs/troubleshooting, and recordings.
 */
final class GeminiErrors {
  private static final List<String> CONTEXT_TEXTS =
      List.of(
          "exceeds the maximum number of tokens",
          "input token count",
          "context window",
          "maximum context length");
  private static final List<String> KEY_TEXTS =
      List.of("api key not valid", "api key expired", "api_key_invalid");

  private GeminiErrors() {}

  static boolean isError(JsonNode body) {
    return OpenAiVendorErrors.isError(body.isArray() ? body.path(0) : body);
  }

  /** The failure in an answer with an error status. */
  static UpstreamException read(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    JsonNode json = parse(body);
    if (!isError(json)) {
      return OpenAiVendorErrors.read(status, body, header);
    }
    JsonNode whole = json.isArray() ? json.path(0) : json;
    return read(status, whole, RetryHints.seconds(status, header, whole));
  }

  /** The failure in an answer or event that came with status 200. */
  static UpstreamException inside(JsonNode body) {
    JsonNode whole = body.isArray() ? body.path(0) : body;
    int status = whole.path("error").path("code").asInt(0);
    int known = status >= 400 && status <= 599 ? status : 500;
    return read(known, whole, RetryHints.seconds(known, name -> null, whole));
  }

  /** The prompt was not answered: Gemini says so with status 200 and no candidates. */
  static UpstreamException blocked(JsonNode promptFeedback) {
    String reason = promptFeedback.path("blockReason").asText("");
    String message = promptFeedback.path("blockReasonMessage").asText("");
    return new UpstreamException(
        ErrorCategory.CONTENT_POLICY,
        400,
        Scrubber.clean(
            "the vendor blocked the prompt: " + reason + (message.isEmpty() ? "" : ", " + message)),
        "content_filter",
        reason,
        null,
        0);
  }

  private static UpstreamException read(int status, JsonNode body, int retryAfterSeconds) {
    UpstreamException plain = OpenAiVendorErrors.read(status, body, retryAfterSeconds);
    JsonNode error = body.path("error");
    String word = error.path("status").asText("");
    String reason = reason(error.path("details"));
    return new UpstreamException(
        category(plain, word, reason, error.path("details")),
        status,
        plain.text(),
        word.isEmpty() ? plain.vendorType() : word,
        reason.isEmpty() ? plain.vendorCode() : reason,
        plain.vendorParam(),
        retryAfterSeconds);
  }

  private static ErrorCategory category(
      UpstreamException plain, String word, String reason, JsonNode details) {
    String text = plain.text().toLowerCase(Locale.ROOT);
    if (reason.startsWith("API_KEY_") || holdsAny(text, KEY_TEXTS)) {
      return ErrorCategory.AUTHENTICATION;
    }
    return switch (word) {
      case "UNAUTHENTICATED" -> ErrorCategory.AUTHENTICATION;
      case "PERMISSION_DENIED" -> {
        if (reason.equals("BILLING_DISABLED")) {
          yield ErrorCategory.QUOTA;
        }
        // A file of the client's that is gone, or was never the gateway's.
        yield text.contains("the file") ? ErrorCategory.INVALID_REQUEST : ErrorCategory.PERMISSION;
      }
      case "NOT_FOUND" ->
          text.contains("file") ? ErrorCategory.INVALID_REQUEST : ErrorCategory.NOT_FOUND;
      case "RESOURCE_EXHAUSTED" ->
          isUsedUp(text, details) ? ErrorCategory.QUOTA : ErrorCategory.RATE_LIMIT;
      case "UNAVAILABLE" -> ErrorCategory.OVERLOADED;
      case "DEADLINE_EXCEEDED" -> ErrorCategory.TIMEOUT;
      case "INTERNAL", "UNKNOWN", "DATA_LOSS", "ABORTED", "CANCELLED" -> ErrorCategory.SERVER;
      case "FAILED_PRECONDITION" ->
          text.contains("billing") || text.contains("location is not supported")
              ? ErrorCategory.PERMISSION
              : ErrorCategory.INVALID_REQUEST;
      case "INVALID_ARGUMENT", "OUT_OF_RANGE" ->
          holdsAny(text, CONTEXT_TEXTS) ? ErrorCategory.CONTEXT_LENGTH : plain.category();
      default -> plain.category();
    };
  }

  /** A quota of the day, or money: waiting a minute does not help. */
  private static boolean isUsedUp(String text, JsonNode details) {
    for (JsonNode detail : details) {
      for (JsonNode violation : detail.path("violations")) {
        if (violation.path("quotaId").asText("").contains("PerDay")) {
          return true;
        }
      }
    }
    return text.contains("per day") || text.contains("credits are depleted");
  }

  /** {@code ErrorInfo.reason}. */
  private static String reason(JsonNode details) {
    for (JsonNode detail : details) {
      String reason = detail.path("reason").asText("");
      if (!reason.isEmpty()) {
        return reason;
      }
    }
    return "";
  }

  private static boolean holdsAny(String text, List<String> parts) {
    return parts.stream().anyMatch(text::contains);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.read(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
