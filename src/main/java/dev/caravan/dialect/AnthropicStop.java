package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Why an answer of Anthropic's ended. */
final class AnthropicStop {
  private static final Set<String> LENGTH = Set.of("max_tokens", "model_context_window_exceeded");

  private AnthropicStop() {}

  /** Writes {@code finish_reason}, and the vendor's word and stop sequence beside it. */
  static void write(JsonNode message, boolean hasCalls, ObjectNode choice) {
    String reason = message.path("stop_reason").asText("");
    choice.put("finish_reason", finish(reason, hasCalls));
    if (!reason.isEmpty()) {
      choice.put("native_finish_reason", reason);
    }
    if (message.path("stop_sequence").isTextual()) {
      choice.set("stop_sequence", message.path("stop_sequence"));
    }
  }

  /** Whether tools are to be called is told by the calls, whatever the vendor says. */
  static String finish(String reason, boolean hasCalls) {
    if (LENGTH.contains(reason)) {
      return "length";
    }
    if (reason.equals("refusal")) {
      return "content_filter";
    }
    return hasCalls ? "tool_calls" : "stop";
  }
}
