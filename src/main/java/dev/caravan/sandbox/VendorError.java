package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * An error as OpenAI reports it.
 *
 * @param status the HTTP status
 * @param type the family, mostly {@code invalid_request_error}
 * @param param the field of the request that is wrong
 * @param code what programs decide by
 */
record VendorError(
    int status, String message, String type, @Nullable String param, @Nullable String code) {
  private static final String INVALID = "invalid_request_error";
  private static final String SERVER = "server_error";

  static VendorError badRequest(String message, @Nullable String param, @Nullable String code) {
    return new VendorError(400, message, INVALID, param, code);
  }

  static VendorError invalid(int status, String message, @Nullable String code) {
    return new VendorError(status, message, INVALID, null, code);
  }

  /** What OpenAI says with a status. */
  static VendorError ofStatus(int status, String model, int promptTokens) {
    return switch (status) {
      case 400 ->
          badRequest(
              "This model's maximum context length is 1 tokens. However, your messages resulted in "
                  + promptTokens
                  + " tokens. Please reduce the length of the messages.",
              "messages",
              "context_length_exceeded");
      case 401 ->
          invalid(
              401,
              "Incorrect API key provided: sk-sand****. You can find your API key at"
                  + " https://platform.openai.com/account/api-keys.",
              "invalid_api_key");
      case 404 ->
          invalid(
              404,
              "The model `" + model + "` does not exist or you do not have access to it.",
              "model_not_found");
      case 429 ->
          new VendorError(
              429,
              "Rate limit reached for "
                  + model
                  + " in organization org-sandbox on requests per min (RPM): Limit 10000,"
                  + " Used 10000, Requested 1. Please try again in 1s.",
              "requests",
              null,
              "rate_limit_exceeded");
      case 500 ->
          new VendorError(
              500,
              "The server had an error while processing your request. Sorry about" + " that!",
              SERVER,
              null,
              null);
      case 503 ->
          new VendorError(
              503,
              "That model is currently overloaded with other requests. You can"
                  + " retry your request.",
              SERVER,
              null,
              null);
      default ->
          new VendorError(
              status,
              "The Caravan sandbox was told to answer with status " + status + ".",
              status < 500 ? INVALID : SERVER,
              null,
              null);
    };
  }

  /** {@code {"error": {"message", "type", "param", "code"}}}. */
  ObjectNode json() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return body;
  }

  Refusal refusal() {
    return new Refusal(this);
  }
}
