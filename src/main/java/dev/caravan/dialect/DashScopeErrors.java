package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads DashScope's errors, {@code {"code":"Throttling.RateQuota","message",...}}, which in streams
 * come with status 200 and {@code event:error}. Source: help.aliyun.com/zh/model-studio/error-code,
 * and recordings.
 */
final class DashScopeErrors {
  private DashScopeErrors() {}

  /** Whether a body with status 200 is an error: it then has a code and nothing of an answer. */
  static boolean isError(JsonNode body) {
    return (!body.path("code").asText("").isEmpty() && !body.path("output").isObject())
        || OpenAiVendorErrors.isError(body);
  }

  /** The failure in an answer with an error status. */
  static UpstreamException read(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    try {
      JsonNode json = Json.read(body);
      if (json.isObject() && isError(json)) {
        return named(OpenAiVendorErrors.read(status, body, header), code(json), status);
      }
    } catch (IOException e) {
      // no JSON: read as text below
    }
    return OpenAiVendorErrors.read(status, body, header);
  }

  /**
   * The failure in an answer or event that came with status 200.
   *
   * @param retryAfterSeconds 0: not known
   */
  static UpstreamException inside(JsonNode body, int retryAfterSeconds) {
    String code = code(body);
    int status = status(code);
    return named(OpenAiVendorErrors.read(status, body, retryAfterSeconds), code, status);
  }

  private static UpstreamException named(UpstreamException plain, String code, int status) {
    return new UpstreamException(
        category(plain, code),
        status,
        plain.text(),
        plain.vendorType(),
        plain.vendorCode(),
        plain.vendorParam(),
        plain.retryAfterSeconds());
  }

  private static ErrorCategory category(UpstreamException plain, String code) {
    String word = code.toLowerCase(Locale.ROOT);
    String text = plain.text().toLowerCase(Locale.ROOT);
    if (word.startsWith("throttling")) {
      boolean usedUp = text.contains("free allocated quota exceeded") || text.contains("balance");
      return usedUp ? ErrorCategory.QUOTA : ErrorCategory.RATE_LIMIT;
    }
    if (word.startsWith("allocationquota") || word.equals("arrearage")) {
      return ErrorCategory.QUOTA;
    }
    if (text.contains("range of input length") || text.contains("input length should be")) {
      return ErrorCategory.CONTEXT_LENGTH;
    }
    return switch (word) {
      case "invalidapikey", "invalid_api_key" -> ErrorCategory.AUTHENTICATION;
      case "accessdenied",
          "access_denied",
          "model.accessdenied",
          "workspace.accessdenied",
          "accessdenied.unpurchased" ->
          ErrorCategory.PERMISSION;
      case "datainspectionfailed", "data_inspection_failed" -> ErrorCategory.CONTENT_POLICY;
      case "modelnotfound", "model_not_found", "model_not_supported" -> ErrorCategory.NOT_FOUND;
      case "requesttimeout", "responsetimeout", "internalerror.timeout" -> ErrorCategory.TIMEOUT;
      case "modelunavailable", "modelserviceunavailable", "serviceunavailable" ->
          ErrorCategory.OVERLOADED;
      case "internalerror", "systemerror", "internalerror.algo", "modelserving.error" ->
          ErrorCategory.SERVER;
      default -> plain.category();
    };
  }

  /** The status that an error with this code has where it comes with one. */
  private static int status(String code) {
    String word = code.toLowerCase(Locale.ROOT);
    if (word.startsWith("throttling")) {
      return 429;
    }
    if (word.startsWith("internal") || word.startsWith("system") || word.isEmpty()) {
      return 500;
    }
    return switch (word) {
      case "invalidapikey" -> 401;
      case "accessdenied",
          "model.accessdenied",
          "workspace.accessdenied",
          "allocationquota.freetieronly" ->
          403;
      case "modelnotfound" -> 404;
      case "requesttimeout" -> 408;
      case "responsetimeout" -> 504;
      case "modelunavailable", "modelserviceunavailable", "serviceunavailable" -> 503;
      default -> 400;
    };
  }

  private static String code(JsonNode body) {
    String code = body.path("code").asText("");
    return code.isEmpty() ? body.path("error").path("code").asText("") : code;
  }
}
