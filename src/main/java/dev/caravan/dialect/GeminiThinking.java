package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Turns {@code reasoning_effort}, or OpenRouter's {@code reasoning} object, into {@code
 * thinkingConfig}, by Google's own table (ai.google.dev/gemini-api/docs/openai): a level for Gemini
 * 3, a number of tokens for those before. Whoever asks for reasoning gets its summary.
 */
final class GeminiThinking {
  private static final Map<String, Integer> BUDGETS =
      Map.of("minimal", 1_024, "low", 1_024, "medium", 8_192, "high", 24_576, "xhigh", 24_576);
  private static final int LEAST_OF_PRO = 128;

  private final GeminiModel model;
  private final Losses losses;

  GeminiThinking(GeminiModel model, Losses losses) {
    this.model = model;
    this.losses = losses;
  }

  void write(ObjectNode chat, ObjectNode config) {
    JsonNode reasoning = chat.path("reasoning");
    String effort = chat.path("reasoning_effort").asText("");
    if (effort.isEmpty()) {
      boolean off = reasoning.path("enabled").isBoolean() && !reasoning.path("enabled").asBoolean();
      effort = off ? "none" : reasoning.path("effort").asText("");
    }
    if (!model.thinks()) {
      if (!effort.isEmpty() && !effort.equals("none")) {
        losses.cannot("reasoning_effort", "the model does not think");
      }
      return;
    }
    boolean hidden = reasoning.path("exclude").asBoolean(false);
    if (effort.equals("none")) {
      least(config.putObject("thinkingConfig"));
    } else if (reasoning.path("max_tokens").isIntegralNumber()) {
      ObjectNode thinking = config.putObject("thinkingConfig").put("includeThoughts", !hidden);
      thinking.set("thinkingBudget", reasoning.path("max_tokens"));
    } else if (!effort.isEmpty()) {
      ask(effort, config.putObject("thinkingConfig").put("includeThoughts", !hidden));
    } else if (reasoning.path("enabled").asBoolean(false)) {
      config.putObject("thinkingConfig").put("includeThoughts", !hidden);
    }
  }

  private void ask(String effort, ObjectNode thinking) {
    Integer budget = BUDGETS.get(effort);
    if (budget == null) {
      losses.cannot("reasoning_effort", "Gemini has no effort " + effort);
    } else if (!model.thinksByLevel()) {
      thinking.put("thinkingBudget", budget);
    } else {
      thinking.put(
          "thinkingLevel",
          switch (effort) {
            case "minimal" -> model.pro() ? "low" : "minimal";
            case "xhigh" -> "high";
            default -> effort;
          });
    }
  }

  private void least(ObjectNode thinking) {
    if (model.thinksByLevel()) {
      thinking.put("thinkingLevel", model.pro() ? "low" : "minimal");
    } else {
      thinking.put("thinkingBudget", model.pro() ? LEAST_OF_PRO : 0);
    }
    if (model.pro() || model.thinksByLevel()) {
      losses.cannot("reasoning_effort", "the model always thinks, now as little as it can");
    }
  }
}
