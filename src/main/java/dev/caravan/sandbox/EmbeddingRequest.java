package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Embeddings that were asked for.
 *
 * @param hash of the bytes of the request, in hexadecimal
 * @param inputs each a text or an array of tokens
 * @param base64 whether vectors are wanted as base64
 * @param dimensions length of the vectors
 */
record EmbeddingRequest(
    String model,
    String hash,
    JsonNode input,
    List<JsonNode> inputs,
    boolean base64,
    int dimensions) {
  private static final int MAX_INPUTS = 2_048;
  private static final int MAX_DIMENSIONS = 4_096;
  private static final int USUAL_DIMENSIONS = 1_536;

  /**
   * @throws Refusal if the body is not a request for embeddings
   */
  static EmbeddingRequest read(byte[] body) {
    JsonNode json = ChatRequestReader.parse(body);
    RequestFields fields = new RequestFields(json);
    String model = fields.requiredString("model");
    String format =
        fields.has("encoding_format") ? fields.requiredString("encoding_format") : "float";
    if (!format.equals("float") && !format.equals("base64")) {
      throw RequestFields.invalidValue("encoding_format", format, "'float' and 'base64'.");
    }
    return new EmbeddingRequest(
        model,
        RequestHash.of(body),
        json.path("input"),
        inputs(json),
        format.equals("base64"),
        fields.integer("dimensions", 1, MAX_DIMENSIONS, USUAL_DIMENSIONS));
  }

  private static List<JsonNode> inputs(JsonNode json) {
    if (!json.hasNonNull("input")) {
      throw RequestFields.missing("input");
    }
    JsonNode input = json.path("input");
    List<JsonNode> inputs = new ArrayList<>();
    if (input.isArray() && !input.path(0).isNumber()) {
      input.forEach(inputs::add);
    } else {
      inputs.add(input);
    }
    if (inputs.isEmpty() || inputs.size() > MAX_INPUTS) {
      throw VendorError.badRequest(
              "Invalid 'input': expected an array with 1 to " + MAX_INPUTS + " items.",
              "input",
              null)
          .refusal();
    }
    inputs.forEach(EmbeddingRequest::check);
    return inputs;
  }

  private static void check(JsonNode input) {
    boolean tokens = input.isArray() && !input.isEmpty();
    for (JsonNode token : input) {
      tokens &= token.isIntegralNumber();
    }
    if (!tokens && (!input.isTextual() || input.textValue().isEmpty())) {
      throw VendorError.badRequest("'input' is invalid.", "input", null).refusal();
    }
  }
}
