package dev.caravan.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.dialect.Reasoning;
import dev.caravan.json.Json;

/** Reads content of chat messages and deltas, which some vendors give in parts. */
public final class ChatDelta {
  private ChatDelta() {}

  /** The text of a message or delta. */
  public static String text(JsonNode messageOrDelta) {
    JsonNode content = messageOrDelta.path("content");
    if (!content.isArray()) {
      return content.asText("");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("type").asText("").equals("thinking")) {
        text.append(part.path("text").asText(""));
      }
    }
    return text.toString();
  }

  /** The readable reasoning of a message or delta; Mistral's parts of type thinking too. */
  static String reasoning(JsonNode messageOrDelta) {
    String named = Reasoning.textOf(messageOrDelta);
    JsonNode content = messageOrDelta.path("content");
    if (!named.isEmpty() || !content.isArray()) {
      return named;
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      JsonNode thinking = part.path("thinking");
      text.append(thinking.asText(""));
      for (JsonNode inner : thinking) {
        text.append(inner.path("text").asText(""));
      }
    }
    return text.toString();
  }

  /** The arguments of a function, as the JSON text that they should be; some vendors send JSON. */
  static String arguments(JsonNode function) {
    JsonNode arguments = function.path("arguments");
    return arguments.isContainerNode()
        ? new String(Json.write(arguments), UTF_8)
        : arguments.asText("");
  }
}
