package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * Writes a vendor's thinking as {@code reasoning_details}, so that it can go back to its origin.
 */
final class AnthropicReasoning {
  private final String format;
  private final String origin;

  AnthropicReasoning(String vendorModel) {
    this(Reasoning.ANTHROPIC, vendorModel);
  }

  AnthropicReasoning(String format, String vendorModel) {
    this.format = format;
    this.origin = Reasoning.origin(format, vendorModel);
  }

  /** A {@code thinking} block, or a part of one: text, signature, or both. */
  void thinking(ArrayNode out, JsonNode block, int index) {
    text(out, block.path("thinking").asText(""), block.path("signature").asText(""), index);
  }

  void text(ArrayNode out, String text, String signature, int index) {
    Reasoning.text(out.addObject(), text, signature.isEmpty() ? null : signature, format, origin)
        .put("index", index);
  }

  void redacted(ArrayNode out, JsonNode block, int index) {
    encrypted(out, block.path("data").asText(""), index);
  }

  void encrypted(ArrayNode out, String data, int index) {
    Reasoning.encrypted(out.addObject(), data, null, format, origin).put("index", index);
  }
}
