package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.FieldType;
import org.jspecify.annotations.Nullable;

/** Content parts of Responses as parts of the chat form. */
final class ResponsesParts {
  private ResponsesParts() {}

  /** Whether a part holds its content itself; a file at OpenAI is nothing to other vendors. */
  static boolean isPortable(JsonNode part) {
    return switch (part.path("type").asText("")) {
      case "input_text", "output_text", "text", "summary_text", "refusal", "input_audio" -> true;
      case "input_image" -> part.path("image_url").isTextual();
      case "input_file" -> part.path("file_data").isTextual() || part.path("file_url").isTextual();
      default -> false;
    };
  }

  /**
   * Adds a string or parts.
   *
   * @param refusal takes what the assistant refused with
   */
  static void addTo(ChatParts parts, JsonNode content, StringBuilder refusal, String param) {
    if (content.isTextual()) {
      parts.text(content.asText());
    }
    for (int i = 0; i < (content.isArray() ? content.size() : 0); i++) {
      JsonNode part = FieldType.OBJECT.require(param + "[" + i + "]", content.get(i));
      FieldType.TEXT.require(param + "[" + i + "].type", part.path("type"));
      part(parts, part, refusal, param + "[" + i + "]");
    }
  }

  private static void part(ChatParts parts, JsonNode part, StringBuilder refusal, String param) {
    if (!isPortable(part)) {
      parts.add(part);
      return;
    }
    switch (part.path("type").asText()) {
      case "refusal" -> refusal.append(part.path("refusal").asText(""));
      case "input_image" ->
          parts.image(part.path("image_url").asText(), textOrNull(part.path("detail")));
      case "input_file" -> {
        boolean inline = part.path("file_data").isTextual();
        String where = inline ? "file_data" : "file_url";
        parts.file(where, part.path(where).asText(), textOrNull(part.path("filename")));
      }
      case "input_audio" -> parts.add(part);
      default -> parts.text(FieldType.TEXT.require(param + ".text", part.path("text")).asText());
    }
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
