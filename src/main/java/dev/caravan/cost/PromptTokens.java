package dev.caravan.cost;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The prompt tokens of one chat request, by the rule that OpenAI published in its cookbook ("How to
 * count tokens with tiktoken").
 */
final class PromptTokens {
  private static final int PER_MESSAGE = 3;
  private static final int PER_NAME = 1;
  private static final int REPLY_PRIMING = 3;

  /** What an image costs a model of the gpt-4o family in low detail. An estimate elsewhere. */
  static final int LOW_DETAIL_IMAGE = 85;

  /**
   * What an image of 1024 x 1024 pixels costs a model of the gpt-4o family in high detail. Taken as
   * a flat estimate for every other image, sound and file, which are not opened.
   */
  static final int IMAGE = 765;

  private final TokenCounter counter;

  PromptTokens(TokenCounter counter) {
    this.counter = counter;
  }

  int of(JsonNode request) {
    int tokens = REPLY_PRIMING;
    for (JsonNode message : request.path("messages")) {
      tokens += ofMessage(message);
    }
    JsonNode tools = request.path("tools");
    return tools.isEmpty() ? tokens : tokens + counter.count(tools.toString());
  }

  private int ofMessage(JsonNode message) {
    int tokens = PER_MESSAGE + ofText(message.path("role")) + ofContent(message.path("content"));
    if (message.path("name").isTextual()) {
      tokens += PER_NAME + ofText(message.path("name"));
    }
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      tokens += ofText(function.path("name")) + ofText(function.path("arguments"));
    }
    return tokens;
  }

  private int ofContent(JsonNode content) {
    if (!content.isArray()) {
      return ofText(content);
    }
    int tokens = 0;
    for (JsonNode part : content) {
      tokens += ofPart(part);
    }
    return tokens;
  }

  private int ofPart(JsonNode part) {
    return switch (part.path("type").asText()) {
      case "text" -> ofText(part.path("text"));
      case "refusal" -> ofText(part.path("refusal"));
      case "image_url" -> isLowDetail(part.path("image_url")) ? LOW_DETAIL_IMAGE : IMAGE;
      default -> IMAGE;
    };
  }

  private static boolean isLowDetail(JsonNode image) {
    return image.path("detail").asText().equals("low");
  }

  private int ofText(JsonNode text) {
    return text.isTextual() ? counter.count(text.textValue()) : 0;
  }
}
