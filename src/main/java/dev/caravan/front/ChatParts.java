package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/** Parts of a chat message's content, while it is put together. */
final class ChatParts {
  private final ArrayNode parts = JsonNodeFactory.instance.arrayNode();

  /** Empty text means nothing, and some vendors refuse it. */
  void text(String text) {
    if (!text.isEmpty()) {
      parts.addObject().put("type", "text").put("text", text);
    }
  }

  void image(String url, @Nullable String detail) {
    ObjectNode image = parts.addObject().put("type", "image_url").putObject("image_url");
    image.put("url", url);
    if (detail != null) {
      image.put("detail", detail);
    }
  }

  /**
   * A file.
   *
   * @param where {@code file_data}, a data URL, or {@code file_url}
   */
  void file(String where, String value, @Nullable String name) {
    ObjectNode file = parts.addObject().put("type", "file").putObject("file");
    if (name != null) {
      file.put("filename", name);
    }
    file.put(where, value);
  }

  /** A part as the client wrote it. */
  void add(JsonNode part) {
    parts.add(part);
  }

  void addAll(ChatParts others) {
    parts.addAll(others.parts);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /**
   * The content: one string if it is all text, which every vendor takes, else the parts.
   *
   * @param between what stands between two texts
   */
  JsonNode content(String between) {
    for (JsonNode part : parts) {
      if (!isText(part)) {
        return parts;
      }
    }
    return TextNode.valueOf(text(parts, between));
  }

  /**
   * A tool's result, whose messages hold text alone in OpenAI's form: what else it holds goes to
   * the user's message that follows.
   */
  ObjectNode toolMessage(String callId, String prefix, ChatParts following) {
    String text = prefix + text(parts, "\n");
    int others = 0;
    for (JsonNode part : parts) {
      if (!isText(part)) {
        if (others++ == 0) {
          following.text("Result of tool call " + callId + ":");
        }
        following.add(part);
      }
    }
    if (others > 0 && text.isEmpty()) {
      text = "The result follows in the next message.";
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("role", "tool")
        .put("tool_call_id", callId)
        .put("content", text);
  }

  private static String text(ArrayNode parts, String between) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : parts) {
      if (isText(part)) {
        text.append(text.isEmpty() ? "" : between).append(part.path("text").asText());
      }
    }
    return text.toString();
  }

  private static boolean isText(JsonNode part) {
    return part.path("type").asText().equals("text");
  }
}
