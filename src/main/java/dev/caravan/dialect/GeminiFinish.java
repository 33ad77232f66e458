package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.List;

/** Reads {@code finishReason}, a word, or a number where enumerations come as numbers. */
final class GeminiFinish {
  /** As AI Studio numbers them; Vertex agrees up to 5, and beyond that nearly in meaning. */
  private static final List<String> BY_NUMBER =
      List.of(
          "FINISH_REASON_UNSPECIFIED",
          "STOP",
          "MAX_TOKENS",
          "SAFETY",
          "RECITATION",
          "OTHER",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "MALFORMED_FUNCTION_CALL",
          "IMAGE_SAFETY",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS");

  private GeminiFinish() {}

  /** The vendor's word; empty: the candidate goes on. */
  static String word(JsonNode finishReason) {
    int number = finishReason.isInt() ? finishReason.asInt() : -1;
    String word =
        number >= 0 && number < BY_NUMBER.size() ? BY_NUMBER.get(number) : finishReason.asText("");
    return word.equals("FINISH_REASON_UNSPECIFIED") ? "" : word;
  }

  /**
   * The chat form's reason.
   *
   * @param candidate for what it says about a failure
   * @throws UpstreamException if the model failed at a tool call, which another try may mend
   */
  static String reason(String word, boolean hasCalls, JsonNode candidate) {
    return switch (word) {
      case "MAX_TOKENS" -> "length";
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "MODEL_ARMOR",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          "content_filter";
      case "MALFORMED_FUNCTION_CALL",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MISSING_THOUGHT_SIGNATURE",
          "MALFORMED_RESPONSE" ->
          throw failed(word, candidate.path("finishMessage").asText(""));
      default -> hasCalls ? "tool_calls" : "stop";
    };
  }

  private static UpstreamException failed(String word, String message) {
    return new UpstreamException(
        ErrorCategory.SERVER,
        500,
        Scrubber.clean("the model ended with " + word + (message.isEmpty() ? "" : ": " + message)),
        null,
        word,
        null,
        0);
  }
}
