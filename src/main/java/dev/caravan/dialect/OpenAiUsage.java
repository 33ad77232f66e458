package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    JsonNode promptDetails = usage.path("prompt_tokens_details");
    // xAI leaves reasoning out of completion_tokens and puts it into the total.
    if (reasoning > 0 && total == prompt + completion + reasoning) {
      completion += reasoning;
    }
    return new Usage(
        prompt,
        cached(usage),
        count(promptDetails.path("cache_write_tokens")),
        completion,
        reasoning,
        count(promptDetails.path("audio_tokens")),
        count(promptDetails.path("image_tokens")),
        count(usage.path("completion_tokens_details").path("audio_tokens")),
        false);
  }

  /** The {@code usage} object of OpenAI's chat completions that says this. */
  public static ObjectNode write(Usage usage) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("prompt_tokens", usage.prompt())
        .put("completion_tokens", usage.completion())
        .put("total_tokens", usage.total());
    ObjectNode prompt = node.putObject("prompt_tokens_details");
    prompt.put("cached_tokens", usage.cachedPrompt());
    putIfAny(prompt, "cache_write_tokens", usage.cacheWrite());
    putIfAny(prompt, "audio_tokens", usage.promptAudio());
    putIfAny(prompt, "image_tokens", usage.promptImage());
    ObjectNode completion = node.putObject("completion_tokens_details");
    completion.put("reasoning_tokens", usage.reasoning());
    putIfAny(completion, "audio_tokens", usage.completionAudio());
    return node;
  }

  private static void putIfAny(ObjectNode details, String name, long tokens) {
    if (tokens > 0) {
      details.put(name, tokens);
    }
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
