package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** What an answer needs to know of the messages before it. */
final class Conversation {
  private final JsonNode messages;

  Conversation(JsonNode messages) {
    this.messages = messages;
  }

  /** The text of the last user message; empty where there is none. */
  String lastUserText() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (role(i).equals("user")) {
        return text(i);
      }
    }
    return "";
  }

  boolean endsWithToolResult() {
    String role = role(messages.size() - 1);
    return role.equals("tool") || role.equals("function");
  }

  String lastText() {
    return text(messages.size() - 1);
  }

  private String role(int index) {
    return messages.path(index).path("role").asText();
  }

  private String text(int index) {
    JsonNode content = messages.path(index).path("content");
    if (!content.isArray()) {
      return content.asText("");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (part.path("text").isTextual()) {
        text.append(text.isEmpty() ? "" : " ").append(part.path("text").textValue());
      }
    }
    return text.toString();
  }
}
