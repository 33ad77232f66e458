package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Anthropic's token counts, where {@code input_tokens} leaves out what was read from and
 * written to the cache, and where streams count cumulatively: {@code message_start} has the prompt,
 * each {@code message_delta} the sums so far, in newer streams of the prompt too.
 */
final class AnthropicUsage {
  private static final Set<String> COUNTED =
      Set.of(
          "input_tokens",
          "output_tokens",
          "cache_read_input_tokens",
          "cache_creation_input_tokens",
          "output_tokens_details");

  private long input;
  private long cacheRead;
  private long cacheWrite;
  private long output;
  private long thinking;
  private boolean seen;
  private final ObjectNode others = ChunkMaker.object();

  /** The counts of a plain answer; null: it has none. */
  static AnthropicUsage of(JsonNode usage) {
    AnthropicUsage counts = new AnthropicUsage();
    counts.take(usage);
    return counts;
  }

  /** Takes a {@code usage} object; counts never go down, and what it does not name stays. */
  void take(JsonNode usage) {
    if (!usage.isObject()) {
      return;
    }
    seen |= usage.path("input_tokens").isNumber() || usage.path("output_tokens").isNumber();
    input = higher(input, usage.path("input_tokens"));
    cacheRead = higher(cacheRead, usage.path("cache_read_input_tokens"));
    cacheWrite = higher(cacheWrite, usage.path("cache_creation_input_tokens"));
    output = higher(output, usage.path("output_tokens"));
    thinking = higher(thinking, usage.path("output_tokens_details").path("thinking_tokens"));
    usage
        .properties()
        .forEach(
            field -> {
              if (!COUNTED.contains(field.getKey()) && !field.getValue().isNull()) {
                others.set(field.getKey(), field.getValue());
              }
            });
  }

  /** The one reading; null: the vendor did not say. */
  @Nullable Usage usage() {
    return seen
        ? new Usage(
            input + cacheRead + cacheWrite, cacheRead, cacheWrite, output, thinking, 0, 0, 0, false)
        : null;
  }

  /** Puts what else the vendor counted, for example server tools, beside the usage. */
  void writeOthers(ObjectNode completion) {
    if (!others.isEmpty()) {
      completion.set("native_usage", others);
    }
  }

  private static long higher(long before, JsonNode count) {
    // Bounded, so that the sum of nonsense stays a number.
    return Math.clamp(count.asLong(0), before, 1L << 50);
  }
}
