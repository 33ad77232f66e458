package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;

/** Checks a request for embeddings. Fields it does not know pass. */
public final class EmbeddingRequestCheck {
  /** As OpenAI has it. */
  static final int MAX_INPUTS = 2_048;

  private static final String EXPECTED =
      " (expected: a string, an array of strings, an array of tokens, or an array of arrays of"
          + " tokens).";

  private EmbeddingRequestCheck() {}

  /**
   * The request, if it is one.
   *
   * @throws ApiException 400 naming the field
   */
  public static ObjectNode check(ObjectNode request) {
    checkModel(request.path("model"));
    checkInput(request.path("input"));
    checkFormat(request.path("encoding_format"));
    checkDimensions(request.path("dimensions"));
    FieldType.TEXT.check("user", request.path("user"));
    JsonNode stream = request.path("stream");
    if (isThere(stream) && (!stream.isBoolean() || stream.booleanValue())) {
      throw ApiException.invalidRequest("stream", "Embeddings are never streamed.");
    }
    return request;
  }

  private static void checkModel(JsonNode model) {
    String name = model.asText("").strip();
    if (!isThere(model) || name.isEmpty() || name.equals("auto") || name.startsWith("auto:")) {
      throw ApiException.invalidRequest(
          "model",
          "Embeddings need a model by name: vectors of different models do not mix, so the gateway"
              + " does not choose one (GET /v1/models lists those with the capability"
              + " embeddings).");
    }
    FieldType.TEXT.check("model", model);
    ChatRequestCheck.checkModel(name);
  }

  private static void checkInput(JsonNode input) {
    if (!isThere(input)) {
      throw ApiException.invalidRequest("input", "input is missing" + EXPECTED);
    }
    if (!input.isArray()) {
      checkText("input", input);
      return;
    }
    if (input.isEmpty()) {
      throw ApiException.invalidRequest("input", "input must not be an empty array.");
    }
    JsonNode first = input.path(0);
    if (!first.isNumber() && input.size() > MAX_INPUTS) {
      throw ApiException.invalidRequest(
          "input",
          "input holds " + input.size() + " inputs (expected: at most " + MAX_INPUTS + ").");
    }
    for (int i = 0; i < input.size(); i++) {
      JsonNode item = input.path(i);
      String param = "input[" + i + "]";
      if (first.isNumber()) {
        checkToken(param, item);
      } else if (first.isArray()) {
        checkTokens(param, item);
      } else {
        checkText(param, item);
      }
    }
  }

  private static void checkText(String param, JsonNode text) {
    if (!text.isTextual()) {
      throw ApiException.invalidRequest(
          param, param + " must not be " + FieldType.kindOf(text) + EXPECTED);
    }
    if (text.textValue().isEmpty()) {
      throw ApiException.invalidRequest(param, param + " must not be an empty string.");
    }
  }

  private static void checkTokens(String param, JsonNode tokens) {
    if (!tokens.isArray()) {
      throw ApiException.invalidRequest(
          param, param + " must be an array of tokens as the others are.");
    }
    if (tokens.isEmpty()) {
      throw ApiException.invalidRequest(param, param + " must not be an empty array.");
    }
    for (int i = 0; i < tokens.size(); i++) {
      checkToken(param + "[" + i + "]", tokens.path(i));
    }
  }

  private static void checkToken(String param, JsonNode token) {
    if (!token.isIntegralNumber() || token.bigIntegerValue().signum() < 0) {
      throw ApiException.invalidRequest(
          param, param + " must be a token, which is an integer of at least 0.");
    }
  }

  private static void checkFormat(JsonNode format) {
    if (isThere(format) && !format.asText().equals("float") && !format.asText().equals("base64")) {
      throw ApiException.invalidRequest(
          "encoding_format", "encoding_format is unknown (expected: float or base64).");
    }
  }

  private static void checkDimensions(JsonNode dimensions) {
    boolean valid =
        dimensions.isIntegralNumber()
            && dimensions.bigIntegerValue().compareTo(BigInteger.ZERO) > 0;
    if (isThere(dimensions) && !valid) {
      throw ApiException.invalidRequest(
          "dimensions", "dimensions must be an integer of at least 1.");
    }
  }

  private static boolean isThere(JsonNode node) {
    return !node.isMissingNode() && !node.isNull();
  }
}
