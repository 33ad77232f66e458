package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.Usage;
import org.jspecify.annotations.Nullable;

/** Reads Converse's token counts, where input leaves out what the cache gave and took. */
final class BedrockUsage {
  private BedrockUsage() {}

  /** Null: the vendor did not say. */
  static @Nullable Usage read(JsonNode usage) {
    if (!usage.path("inputTokens").isNumber() && !usage.path("outputTokens").isNumber()) {
      return null;
    }
    long read = count(usage, "cacheReadInputTokens", "cacheReadInputTokenCount");
    long write = count(usage, "cacheWriteInputTokens", "cacheWriteInputTokenCount");
    long prompt = count(usage, "inputTokens", "inputTokenCount") + read + write;
    long completion = count(usage, "outputTokens", "outputTokenCount");
    return new Usage(prompt, read, write, completion, 0, 0, 0, 0, false);
  }

  private static long count(JsonNode usage, String name, String olderName) {
    long tokens = usage.path(name).asLong(usage.path(olderName).asLong(0));
    return Math.clamp(tokens, 0, 1L << 50);
  }
}
