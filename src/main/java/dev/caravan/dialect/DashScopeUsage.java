package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.Usage;
import org.jspecify.annotations.Nullable;

/** Reads DashScope's {@code usage}: in streams each event has the counts so far. */
final class DashScopeUsage {
  private DashScopeUsage() {}

  /** Null if there is none, as for images, which are not counted in tokens. */
  static @Nullable Usage read(JsonNode usage) {
    if (!usage.has("input_tokens") && !usage.has("output_tokens")) {
      return null;
    }
    JsonNode prompt = usage.path("prompt_tokens_details");
    JsonNode input = usage.path("input_tokens_details");
    JsonNode output = usage.path("output_tokens_details");
    return new Usage(
        count(usage.path("input_tokens")),
        count(
            prompt.has("cached_tokens")
                ? prompt.get("cached_tokens")
                : usage.path("cached_tokens")),
        count(prompt.path("cache_creation_input_tokens")),
        count(usage.path("output_tokens")),
        count(output.path("reasoning_tokens")),
        either(input, usage, "audio_tokens"),
        either(input, usage, "image_tokens") + either(input, usage, "video_tokens"),
        count(output.path("audio_tokens")),
        false);
  }

  private static long either(JsonNode details, JsonNode usage, String name) {
    return count(details.has(name) ? details.get(name) : usage.path(name));
  }

  private static long count(JsonNode node) {
    return Math.min(Math.max(0, node.asLong(0)), Integer.MAX_VALUE);
  }
}
