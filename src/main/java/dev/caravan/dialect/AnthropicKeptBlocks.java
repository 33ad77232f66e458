package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the {@code content_blocks} of an assistant message may stand for it: only whole blocks of
 * Anthropic's do, and only while they say what the message says. Streams put fragments into the
 * same field, Bedrock blocks of its own, and clients may change the text beside it.
 */
final class AnthropicKeptBlocks {
  private AnthropicKeptBlocks() {}

  static boolean areWhole(JsonNode message) {
    StringBuilder text = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (JsonNode block : message.path(AnthropicAnswer.BLOCKS)) {
      if (!isWhole(block)) {
        return false;
      }
      switch (block.path("type").asText("")) {
        case "text" -> text.append(block.path("text").asText());
        case "tool_use" -> calls.add(block.path("id").asText());
        default -> {}
      }
    }
    return calls.equals(calls(message)) && text.toString().equals(text(message.path("content")));
  }

  private static boolean isWhole(JsonNode block) {
    String type = block.path("type").asText("");
    // A stream's block has an index, and its content comes after it.
    if (type.isEmpty() || block.has("delta") || block.has("index")) {
      return false;
    }
    if (type.equals("text")) {
      return block.path("text").isTextual();
    }
    if (type.endsWith("tool_use")) {
      return block.path("id").isTextual()
          && block.path("name").isTextual()
          && block.path("input").isObject();
    }
    if (type.endsWith("tool_result")) {
      return block.path("tool_use_id").isTextual() && block.hasNonNull("content");
    }
    return block.size() > 1;
  }

  private static List<String> calls(JsonNode message) {
    List<String> ids = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      ids.add(call.path("id").asText());
    }
    return ids;
  }

  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText("");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.path("text").asText(""));
    }
    return text.toString();
  }
}
