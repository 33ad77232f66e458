package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;

/** What rules see of a conversation. */
public final class PromptText {
  private PromptText() {}

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
