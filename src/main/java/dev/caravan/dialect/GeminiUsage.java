package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code usageMetadata}. Gemini counts thoughts beside the candidates and what its own tools
 * read beside the prompt; the total is the sum of the four. What it read from a cache is part of
 * the prompt.
 */
final class GeminiUsage {
  private static final Set<String> COUNTS =
      Set.of("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "totalTokenCount");
  private static final Set<String> READ =
      Set.of(
          "promptTokenCount",
          "cachedContentTokenCount",
          "candidatesTokenCount",
          "thoughtsTokenCount",
          "toolUsePromptTokenCount",
          "totalTokenCount",
          "promptTokensDetails",
          "candidatesTokensDetails");

  private GeminiUsage() {}

  /** Null if there is none. A count that is left out is zero. */
  static @Nullable Usage read(JsonNode metadata) {
    if (COUNTS.stream().noneMatch(metadata::has)) {
      return null;
    }
    JsonNode prompt = metadata.path("promptTokensDetails");
    long thoughts = count(metadata.path("thoughtsTokenCount"));
    return new Usage(
        count(metadata.path("promptTokenCount")) + count(metadata.path("toolUsePromptTokenCount")),
        count(metadata.path("cachedContentTokenCount")),
        0,
        count(metadata.path("candidatesTokenCount")) + thoughts,
        thoughts,
        ofModality(prompt, "AUDIO", 4),
        ofModality(prompt, "IMAGE", 2) + ofModality(prompt, "VIDEO", 3),
        ofModality(metadata.path("candidatesTokensDetails"), "AUDIO", 4),
        false);
  }

  /** What else it says, for example {@code serviceTier}. */
  static ObjectNode rest(JsonNode metadata) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (var field : metadata.properties()) {
      if (!READ.contains(field.getKey())) {
        rest.set(field.getKey(), field.getValue());
      }
    }
    return rest;
  }

  /**
   * Tokens of one modality.
   *
   * @param number what the name is where enumerations come as numbers
   */
  private static long ofModality(JsonNode details, String name, int number) {
    long tokens = 0;
    for (JsonNode detail : details) {
      JsonNode modality = detail.path("modality");
      if (modality.isInt() ? modality.asInt() == number : modality.asText("").equals(name)) {
        tokens += count(detail.path("tokenCount"));
      }
    }
    return tokens;
  }

  private static long count(JsonNode node) {
    return Math.min(Math.max(0, node.asLong(0)), Integer.MAX_VALUE);
  }
}
