package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Converse's {@code reasoningContent} as {@code reasoning_details}, and back. Claude's signatures
 * are the same on every host, so they carry Anthropic's scheme; what Converse has redacted is in
 * bytes of its own.
 */
final class BedrockReasoning {
  private final AnthropicReasoning signed;
  private final AnthropicReasoning redacted;
  private final String signedOrigin;
  private final String redactedOrigin;

  BedrockReasoning(String vendorModel) {
    String format =
        ClaudeModel.isClaude(vendorModel) ? Reasoning.ANTHROPIC : BedrockMessages.FORMAT;
    signed = new AnthropicReasoning(format, vendorModel);
    redacted = new AnthropicReasoning(BedrockMessages.FORMAT, vendorModel);
    signedOrigin = Reasoning.origin(format, vendorModel);
    redactedOrigin = Reasoning.origin(BedrockMessages.FORMAT, vendorModel);
  }

  /**
   * Writes a whole block, or a part of one from a stream.
   *
   * @param reasoning {@code reasoningContent} of a block, or of a delta, where the text has no
   *     {@code reasoningText} around it
   * @return the text that can be read; empty: none
   */
  String write(JsonNode reasoning, ArrayNode details, int index) {
    JsonNode text =
        reasoning.path("reasoningText").isObject() ? reasoning.path("reasoningText") : reasoning;
    String readable = text.path("text").asText("");
    String signature = text.path("signature").asText("");
    if (!readable.isEmpty() || !signature.isEmpty()) {
      signed.text(details, readable, signature, index);
    }
    if (reasoning.path("redactedContent").isTextual()) {
      redacted.encrypted(details, reasoning.path("redactedContent").asText(), index);
    }
    return readable;
  }

  /** Appends the blocks of an assistant message that came from this origin, in order. */
  void giveBack(JsonNode message, ArrayNode blocks) {
    StringBuilder text = new StringBuilder();
    String signature = "";
    int index = -1;
    for (JsonNode item : message.path(Reasoning.DETAILS)) {
      String origin = item.path("origin").asText("");
      boolean isText =
          origin.equals(signedOrigin) && item.path("type").asText("").equals("reasoning.text");
      int at = item.path("index").asInt(-1);
      if (!isText || at != index || at < 0) {
        finish(text, signature, blocks);
        text.setLength(0);
        signature = "";
        index = at;
      }
      if (isText) {
        text.append(item.path("text").asText(""));
        signature += item.path("signature").asText("");
      } else if (origin.equals(redactedOrigin) && item.path("data").isTextual()) {
        blocks.addObject().putObject("reasoningContent").set("redactedContent", item.path("data"));
      }
    }
    finish(text, signature, blocks);
  }

  private static void finish(StringBuilder text, String signature, ArrayNode blocks) {
    if (!signature.isEmpty()) {
      ObjectNode content = blocks.addObject().putObject("reasoningContent");
      content.putObject("reasoningText").put("text", text.toString()).put("signature", signature);
    }
  }
}
