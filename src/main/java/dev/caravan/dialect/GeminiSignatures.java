package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Thought signatures in a request. Gemini 3 refuses a turn of the loop being run whose first tool
 * call has none; for calls that another model made, Google documents a text to send instead
 * (ai.google.dev/gemini-api/docs/thought-signatures).
 */
final class GeminiSignatures {
  static final String FIELD = "thoughtSignature";
  static final String EXCUSE = "skip_thought_signature_validator";

  private GeminiSignatures() {}

  /** Signs with the excuse what must be signed and is not. */
  static void excuseMissing(ArrayNode contents) {
    for (int i = contents.size() - 1; i >= 0; i--) {
      JsonNode parts = contents.path(i).path("parts");
      if (contents.path(i).path("role").asText("").equals("model")) {
        excuseFirstCall(parts);
      } else if (!isToolResults(parts)) {
        return;
      }
    }
  }

  private static void excuseFirstCall(JsonNode parts) {
    for (JsonNode part : parts) {
      if (part.has("functionCall")) {
        if (!part.has(FIELD) && part instanceof ObjectNode unsigned) {
          unsigned.put(FIELD, EXCUSE);
        }
        return;
      }
    }
  }

  /** Anything else from the user begins a new loop. */
  private static boolean isToolResults(JsonNode parts) {
    for (JsonNode part : parts) {
      if (part.has("functionResponse")) {
        return true;
      }
    }
    return false;
  }
}
