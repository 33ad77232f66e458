package dev.caravan.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import java.util.Locale;

/**
 * Failures in Anthropic's shape (platform.claude.com/docs/en/api/errors), with the gateway's {@code
 * code} and {@code param} beside.
 */
final class MessagesErrors {
  /** What coding agents look for before they shorten their conversation. */
  private static final String TOO_LONG = "prompt is too long";

  private MessagesErrors() {}

  static ObjectNode body(ApiException failure, String callId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "error");
    ObjectNode error =
        body.putObject("error")
            .put("type", type(failure))
            .put("message", message(failure))
            .put("code", failure.code());
    if (failure.param() != null) {
      error.put("param", failure.param());
    }
    return body.put("request_id", callId);
  }

  private static String message(ApiException failure) {
    boolean unsaid =
        failure.code().equals("context_length_exceeded")
            && !failure.text().toLowerCase(Locale.ROOT).contains(TOO_LONG);
    return unsaid ? TOO_LONG + ": " + failure.text() : failure.text();
  }

  private static String type(ApiException failure) {
    return switch (failure.code()) {
      case "overloaded", "upstream_overloaded" -> "overloaded_error";
      case "deadline_exceeded" -> "timeout_error";
      case "rate_limit_exceeded" -> "rate_limit_error";
      default -> byStatus(failure.status());
    };
  }

  private static String byStatus(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      case 408, 504 -> "timeout_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }
}
