package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The {@code input} of a request for embeddings: a text, an array of texts, an array of tokens, or
 * an array of arrays of tokens. Each text, and each array of tokens, gets one vector.
 */
public final class EmbeddingInput {
  private EmbeddingInput() {}

  /** How many vectors are asked for. */
  public static int count(JsonNode input) {
    return isMany(input) ? input.size() : 1;
  }

  /** One of those that get a vector. */
  public static JsonNode item(JsonNode input, int index) {
    return isMany(input) ? input.path(index) : input;
  }

  /** Whether it holds numbers in place of texts. */
  public static boolean isTokens(JsonNode input) {
    return input.isArray() && !input.path(0).isTextual();
  }

  private static boolean isMany(JsonNode input) {
    return input.isArray() && !input.path(0).isNumber();
  }

  /** The request for a part of its inputs; the same object where that is all of them. */
  static ObjectNode part(ObjectNode request, int from, int to) {
    JsonNode input = request.path("input");
    if (from == 0 && to == count(input)) {
      return request;
    }
    ObjectNode part = request.objectNode();
    part.setAll(request);
    ArrayNode some = part.putArray("input");
    for (int i = from; i < to; i++) {
      some.add(input.get(i));
    }
    return part;
  }
}
