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
  void giveBack(JsonNode message, ArrayNode out) {
    SignedThinking.Blocks blocks =
        new SignedThinking.Blocks() {
          @Override
          public void signed(String text, String signature) {
            ObjectNode content = out.addObject().putObject("reasoningContent");
            content.putObject("reasoningText").put("text", text).put("signature", signature);
          }

          @Override
          public void redacted(JsonNode data) {
            out.addObject().putObject("reasoningContent").set("redactedContent", data);
          }
        };
    new SignedThinking(signedOrigin, redactedOrigin, blocks).giveBack(Reasoning.details(message));
  }
}
