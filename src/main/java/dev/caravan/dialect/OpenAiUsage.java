package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usage of OpenAI-compatible answers and chunks, wherever the vendor puts it: {@code
 * usage} at the top, Groq's {@code x_groq.usage}, or older Kimi streams' {@code choices[0].usage}.
 */
public final class OpenAiUsage {
  private OpenAiUsage() {}

  /** The usage of a whole answer or of one chunk; null if it has none. */
  public static @Nullable Usage find(JsonNode body) {
    JsonNode usage = body.path("usage");
    if (!usage.isObject()) {
      usage = body.path("x_groq").path("usage");
    }
    if (!usage.isObject()) {
      usage = body.path("choices").path(0).path("usage");
    }
    return usage.isObject() && usage.has("prompt_tokens") ? parse(usage) : null;
  }

  private static Usage parse(JsonNode usage) {
    long prompt = count(usage.path("prompt_tokens"));
    long completion = count(usage.path("completion_tokens"));
    long reasoning = count(usage.path("completion_tokens_details").path("reasoning_tokens"));
    long total = count(usage.path("total_tokens"));
    // xAI leaves reasoning out of completion_tokens and puts it into the total.
    if (reasoning > 0 && total == prompt + completion + reasoning) {
      completion += reasoning;
    }
    return new Usage(prompt, Math.min(prompt, cached(usage)), completion, reasoning, false);
  }

  private static long cached(JsonNode usage) {
    JsonNode details = usage.path("prompt_tokens_details").path("cached_tokens");
    if (details.isNumber()) {
      return count(details);
    }
    JsonNode deepSeek = usage.path("prompt_cache_hit_tokens");
    return count(deepSeek.isNumber() ? deepSeek : usage.path("cached_tokens"));
  }

  private static long count(JsonNode node) {
    return Math.max(0, node.asLong(0));
  }
}
