package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the errors of OpenAI-compatible vendors: {@code {"error":{...}}}, {@code {"error":"..."}},
 * {@code {"detail":...}}, {@code {"code","message"}}, or no JSON at all.
 */
public final class OpenAiVendorErrors {
  private static final Set<String> QUOTA_CODES =
      Set.of(
          "insufficient_quota",
          "exceeded_current_quota_error",
          "arrearage",
          "1113",
          "1304",
          "1308",
          "1310");
  private static final Set<String> OVERLOAD_CODES =
      Set.of("engine_overloaded_error", "1305", "1312", "overloaded_error");
  private static final Set<String> POLICY_CODES =
      Set.of("content_filter", "content_policy_violation", "data_inspection_failed", "1301");
  private static final List<String> CONTEXT_TEXTS =
      List.of(
          "maximum context length",
          "context_length_exceeded",
          "prompt is too long",
          "exceeded model token limit",
          "exceeds the maximum number of tokens",
          "context window",
          "exceed_context_size",
          "input tokens exceeded",
          "range of input length");

  private OpenAiVendorErrors() {}

  /** Whether an answer or event with status 200 is an error all the same. */
  public static boolean isError(JsonNode body) {
    JsonNode error = body.path("error");
    return (error.isObject() && !error.isEmpty())
        || (error.isTextual() && !error.asText().isEmpty());
  }

  /** The failure in a body that came with an error status. */
  public static UpstreamException read(int status, byte[] body, int retryAfterSeconds) {
    JsonNode json = null;
    try {
      json = Json.read(body);
    } catch (IOException e) {
      json = null;
    }
    if (json == null || !json.isObject()) {
      String text = new String(body, 0, Math.min(body.length, 300), StandardCharsets.UTF_8).strip();
      boolean readable = !text.isEmpty() && !text.startsWith("<");
      return new UpstreamException(
          category(status, "", "", text),
          status,
          readable ? Scrubber.clean(text) : "the vendor answered with status " + status,
          null,
          null,
          null,
          retryAfterSeconds);
    }
    return read(status, json, retryAfterSeconds);
  }

  /** The failure in an error body that was parsed already; {@code status} may be 200. */
  public static UpstreamException read(int status, JsonNode body, int retryAfterSeconds) {
    JsonNode error = body.path("error");
    JsonNode source = error.isObject() ? error : body;
    String type = text(source.path("type"));
    String code = text(source.path("code"));
    String message = text(source.path("message"));
    if (message == null) {
      message = error.isTextual() ? error.asText() : text(body.path("detail"));
    }
    if (message == null) {
      message = body.path("detail").isArray() ? body.path("detail").toString() : "status " + status;
    }
    int effective = status;
    if (status == 200) {
      effective =
          source.path("code").isInt()
              ? source.path("code").asInt()
              : source.path("status_code").asInt(500);
    }
    ErrorCategory category = category(effective, lower(type), lower(code), message);
    return new UpstreamException(
        category,
        effective,
        Scrubber.clean(message.length() > 2_000 ? message.substring(0, 2_000) : message),
        type,
        code,
        text(source.path("param")),
        retryAfterSeconds);
  }

  private static ErrorCategory category(int status, String type, String code, String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (QUOTA_CODES.contains(code) || QUOTA_CODES.contains(type) || status == 402) {
      return ErrorCategory.QUOTA;
    }
    if (OVERLOAD_CODES.contains(code) || OVERLOAD_CODES.contains(type)) {
      return ErrorCategory.OVERLOADED;
    }
    if (POLICY_CODES.contains(code) || POLICY_CODES.contains(type)) {
      return ErrorCategory.CONTENT_POLICY;
    }
    if (status < 500
        && status != 429
        && CONTEXT_TEXTS.stream().anyMatch(part -> text.contains(part) || code.contains(part))) {
      return ErrorCategory.CONTEXT_LENGTH;
    }
    // xAI says 400 to a bad key.
    if (status == 400 && (text.contains("incorrect api key") || text.contains("invalid api key"))) {
      return ErrorCategory.AUTHENTICATION;
    }
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

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() || node.isNumber() ? node.asText() : null;
  }
}
