package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.FieldType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Anthropic's content blocks as parts of the chat form. */
final class MessagesBlocks {
  private static final Set<String> PORTABLE =
      Set.of(
          "text",
          "image",
          "document",
          "search_result",
          "tool_use",
          "tool_result",
          "thinking",
          "redacted_thinking");

  private MessagesBlocks() {}

  /** Whether a block means something to other vendors too. */
  static boolean isPortable(JsonNode block) {
    return PORTABLE.contains(block.path("type").asText(""))
        && !block.path("source").path("type").asText("").equals("file");
  }

  /**
   * Adds what a block of a user's message, a system prompt or a tool's result holds; a block that
   * only Anthropic understands as the client wrote it.
   */
  static void addTo(ChatParts parts, JsonNode block, String param) {
    String type = typeOf(block, param);
    if (!isPortable(block)) {
      parts.add(raw(block));
      return;
    }
    switch (type) {
      case "text" -> parts.text(text(block, param));
      case "image" -> image(parts, block.path("source"), param);
      case "document" -> document(parts, block, param);
      case "search_result" -> searchResult(parts, block, param);
      default ->
          throw ApiException.invalidRequest(
              param + ".type",
              param + ".type: a block of type \"" + type + "\" cannot stand here.");
    }
  }

  static String typeOf(JsonNode block, String param) {
    FieldType.OBJECT.require(param, block);
    return FieldType.TEXT.require(param + ".type", block.path("type")).asText();
  }

  static String text(JsonNode block, String param) {
    return FieldType.TEXT.require(param + ".text", block.path("text")).asText();
  }

  /** As the client wrote it, but for the marks of its cache. */
  static JsonNode raw(JsonNode block) {
    ObjectNode copy = block.deepCopy();
    copy.remove("cache_control");
    return copy;
  }

  private static void image(ChatParts parts, JsonNode source, String param) {
    FieldType.OBJECT.require(param + ".source", source);
    parts.image(url(source, "image/png", param), null);
  }

  /** The address of what a source of type base64 or url holds. */
  private static String url(JsonNode source, String usualType, String param) {
    if (source.path("type").asText("").equals("url")) {
      return FieldType.TEXT.require(param + ".source.url", source.path("url")).asText();
    }
    return "data:"
        + source.path("media_type").asText(usualType)
        + ";base64,"
        + FieldType.TEXT.require(param + ".source.data", source.path("data")).asText();
  }

  private static void document(ChatParts parts, JsonNode block, String param) {
    JsonNode source = FieldType.OBJECT.require(param + ".source", block.path("source"));
    String title = textOrNull(block.path("title"));
    parts.text(block.path("context").asText(""));
    switch (source.path("type").asText("")) {
      case "text" -> {
        String data = FieldType.TEXT.require(param + ".source.data", source.path("data")).asText();
        parts.text(title == null ? data : title + "\n" + data);
      }
      case "content" -> {
        parts.text(title == null ? "" : title);
        content(parts, source.path("content"), param + ".source.content");
      }
      case "url" -> parts.file("file_url", url(source, "", param), title);
      default ->
          parts.file(
              "file_data",
              url(source, "application/pdf", param),
              title == null ? "document.pdf" : title);
    }
  }

  private static void searchResult(ChatParts parts, JsonNode block, String param) {
    parts.text(block.path("title").asText(""));
    parts.text(block.path("source").asText(""));
    content(parts, block.path("content"), param + ".content");
  }

  /** A string or blocks. */
  static void content(ChatParts parts, JsonNode content, String param) {
    FieldType.TEXT_OR_LIST.check(param, content);
    if (content.isTextual()) {
      parts.text(content.asText());
    }
    if (content.isArray()) {
      for (int i = 0; i < content.size(); i++) {
        addTo(parts, content.get(i), param + "[" + i + "]");
      }
    }
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
  }
}
