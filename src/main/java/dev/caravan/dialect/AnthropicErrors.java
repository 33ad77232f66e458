package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads Anthropic's errors, {@code {"type":"error","error":{type,message[,details]}}}, and those of
 * hosts that write them in other shapes. Source: Anthropic's list of errors, and recordings.
 */
final class AnthropicErrors {
  private AnthropicErrors() {}

  static boolean isError(JsonNode body) {
    return body.path("type").asText("").equals("error") || OpenAiVendorErrors.isError(body);
  }

  /** The failure in an answer with an error status. */
  static UpstreamException read(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    JsonNode json = parse(body);
    UpstreamException error = withDetails(OpenAiVendorErrors.read(status, body, header), json);
    // A limit that waiting does not lift: the vendor says so in a header of its own.
    boolean hopeless =
        error.category() == ErrorCategory.RATE_LIMIT
            && "false".equals(header.apply("x-should-retry"));
    return hopeless ? as(error, ErrorCategory.QUOTA, error.vendorCode()) : error;
  }

  /** The failure in an answer or event that came with status 200. */
  static UpstreamException inside(JsonNode body) {
    int status = status(body.path("error").path("type").asText(""));
    return withDetails(OpenAiVendorErrors.read(status == 0 ? 200 : status, body, 0), body);
  }

  private static UpstreamException withDetails(UpstreamException error, JsonNode body) {
    JsonNode code = body.path("error").path("details").path("error_code");
    if (!code.isTextual()) {
      return error;
    }
    ErrorCategory category =
        VendorErrorCategory.of(error.status(), error.vendorType(), code.asText(), error.text());
    return as(
        error,
        code.asText().equals("enforced_spend_limit_reached") ? ErrorCategory.QUOTA : category,
        code.asText());
  }

  private static UpstreamException as(
      UpstreamException error, ErrorCategory category, @Nullable String code) {
    return new UpstreamException(
        category,
        error.status(),
        error.text(),
        error.vendorType(),
        code,
        error.vendorParam(),
        error.retryAfterSeconds());
  }

  /** The HTTP status that this type of error has; 0: not known. */
  private static int status(String type) {
    return switch (type) {
      case "invalid_request_error" -> 400;
      case "authentication_error" -> 401;
      case "billing_error" -> 402;
      case "permission_error" -> 403;
      case "not_found_error" -> 404;
      case "request_too_large" -> 413;
      case "rate_limit_error" -> 429;
      case "api_error" -> 500;
      case "timeout_error" -> 504;
      case "overloaded_error" -> 529;
      default -> 0;
    };
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.read(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
