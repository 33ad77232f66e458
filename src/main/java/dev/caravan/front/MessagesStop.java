package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why an answer ended, in Anthropic's words. */
final class MessagesStop {
  private final JsonNode stopSequences;
  private String finishReason = "";
  private @Nullable String sequence;

  MessagesStop(ObjectNode request) {
    this.stopSequences = request.path("stop_sequences");
  }

  /** Looks at a choice for its end; vLLM and SGLang say which stop sequence was met. */
  void note(JsonNode choice) {
    if (choice.path("finish_reason").isTextual()) {
      finishReason = choice.path("finish_reason").asText();
    }
    for (String field : List.of("stop_sequence", "stop_reason", "matched_stop")) {
      JsonNode met = choice.path(field);
      if (met.isTextual() && isAsked(met.asText())) {
        sequence = met.asText();
      }
    }
  }

  private boolean isAsked(String text) {
    for (JsonNode asked : stopSequences) {
      if (asked.asText("").equals(text)) {
        return true;
      }
    }
    return false;
  }

  /** The stop sequence that was met; null: none, or not known. */
  @Nullable String sequence() {
    return sequence;
  }

  /**
   * One of Anthropic's {@code stop_reason}s. Vendors say {@code stop} to tool calls often enough.
   */
  String reason(boolean hasCalls, boolean isRefusal) {
    return switch (finishReason) {
      case "length" -> "max_tokens";
      case "content_filter" -> "refusal";
      default -> {
        if (hasCalls) {
          yield "tool_use";
        }
        if (isRefusal) {
          yield "refusal";
        }
        yield sequence == null ? "end_turn" : "stop_sequence";
      }
    };
  }
}
