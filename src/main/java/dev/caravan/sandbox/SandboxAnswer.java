package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.TokenPiece;
import java.util.List;

/**
 * A whole answer, before it is sent at its pace. Every choice has the same text.
 *
 * @param pieces the text, or the arguments of the function that is called
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}
 */
record SandboxAnswer(
    ChatRequest request, List<TokenPiece> pieces, String finishReason, int promptTokens) {

  /** 1 January 2026: an answer depends on the request, not on the clock. */
  static final long CREATED = 1_767_225_600;

  String id() {
    return "chatcmpl-" + request.hash();
  }

  String callId(int choice) {
    return "call_" + request.hash().substring(0, 23) + choice;
  }

  String text() {
    return TextPieces.text(pieces);
  }

  /** The tokens of all choices; the prompt counts once. */
  ObjectNode usage() {
    int completionTokens = TextPieces.tokens(pieces) * request.choices();
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    usage
        .put("prompt_tokens", promptTokens)
        .put("completion_tokens", completionTokens)
        .put("total_tokens", promptTokens + completionTokens);
    usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", 0)
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return usage;
  }
}
