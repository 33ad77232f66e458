package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;

/** What rules see of a conversation. */
public final class PromptText {
  private static final int MAX_CHARS = 16_384;

  private PromptText() {}

  /** Text of the last user message, images left out, cut at 16,384 characters. */
  public static String lastUserMessage(JsonNode request) {
    JsonNode messages = request.path("messages");
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.path(i).path("role").asText("").equals("user")) {
        String text = text(messages.path(i).path("content"));
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
      }
    }
    return "";
  }

  /** Characters of all messages together, a quick measure of a conversation's length. */
  public static int characters(JsonNode request) {
    int sum = 0;
    for (JsonNode message : request.path("messages")) {
      sum += text(message.path("content")).length();
    }
    return sum;
  }

  /** Whether any message brings a part of this type, for example {@code image_url}. */
  public static boolean hasPart(JsonNode request, String type) {
    for (JsonNode message : request.path("messages")) {
      for (JsonNode part : message.path("content")) {
        if (part.path("type").asText("").equals(type)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.path("text").asText(""));
    }
    return text.toString();
  }
}
