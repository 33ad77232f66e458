package dev.caravan.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.ChatText;
import java.util.List;

/** Tells the parts of a chunk's choice apart: text and reasoning, other content, the end. */
final class ChoiceParts {
  /** What says why an answer ended. */
  private static final List<String> ENDING =
      List.of("finish_reason", "native_finish_reason", "stop_sequence", "stop_reason");

  /** Text, which is joined, and what of a second vendor is not shown. */
  private static final List<String> TEXT_AND_REASONING =
      List.of("role", "content", "reasoning_content", "reasoning", "reasoning_details");

  private ChoiceParts() {}

  static boolean isEnd(JsonNode choice) {
    JsonNode reason = choice.path("finish_reason");
    return reason.isTextual() && !reason.asText().isEmpty();
  }

  static void copyEnding(JsonNode choice, ObjectNode into) {
    for (String field : ENDING) {
      if (choice.hasNonNull(field)) {
        into.set(field, choice.get(field));
      }
    }
  }

  /** Whether a delta has more than text and reasoning: a call, a refusal, sources, sound. */
  static boolean isMore(JsonNode delta) {
    return ChatText.append(others(delta), new StringBuilder(), 0);
  }

  /** What a delta has beside text and reasoning. */
  static ObjectNode others(JsonNode delta) {
    ObjectNode others = JsonNodeFactory.instance.objectNode();
    for (var field : delta.properties()) {
      if (!TEXT_AND_REASONING.contains(field.getKey()) && !field.getValue().isNull()) {
        others.set(field.getKey(), field.getValue());
      }
    }
    return others;
  }
}
