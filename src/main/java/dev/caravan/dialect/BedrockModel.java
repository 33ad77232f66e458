package dev.caravan.dialect;

import java.util.List;
import java.util.Locale;

/**
 * What a model on Bedrock takes beyond the fields that Converse has for all, as far as its id
 * tells. Source: the model parameters in the Amazon Bedrock User Guide.
 */
record BedrockModel(String name) {
  private static final List<String> SCHEMAS =
      List.of(
          "qwen3",
          "gpt-oss",
          "deepseek.v3",
          "gemma-3",
          "minimax",
          "kimi",
          "nemotron",
          "magistral",
          "ministral");

  static BedrockModel of(String vendorModel) {
    return new BedrockModel(vendorModel.toLowerCase(Locale.ROOT));
  }

  boolean isClaude() {
    return ClaudeModel.isClaude(name);
  }

  ClaudeModel claude() {
    return ClaudeModel.of(name);
  }

  boolean isNova() {
    return name.contains("amazon.nova");
  }

  boolean isNova2() {
    return name.contains("amazon.nova-2");
  }

  boolean isGptOss() {
    return name.contains("gpt-oss");
  }

  /** Whether a model's own parameter of that name is {@code top_k}. */
  boolean hasTopK() {
    return isClaude() || name.contains("mistral.") || name.contains("qwen");
  }

  boolean caches() {
    return isClaude() || isNova();
  }

  boolean enforcesSchemas() {
    return isClaude()
        ? claude().enforcesSchemas() && claude().version() != 401
        : SCHEMAS.stream().anyMatch(name::contains);
  }
}
