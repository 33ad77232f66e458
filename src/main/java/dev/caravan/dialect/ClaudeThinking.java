package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Turns {@code reasoning_effort} into what a Claude model understands: a budget of tokens, or
 * adaptive thinking with an effort. A {@code thinking} object of the client's own goes through
 * untouched, unless the conversation has a tool loop that it would be refused for.
 */
final class ClaudeThinking {
  /** Least that Anthropic accepts. */
  static final int LEAST_BUDGET = 1_024;

  private static final Map<String, Integer> BUDGETS =
      Map.of("minimal", 1_024, "low", 2_048, "medium", 8_192, "high", 16_384, "xhigh", 32_768);

  private final ClaudeModel model;
  private final JsonNode messages;
  private final Losses losses;

  /**
   * For one request.
   *
   * @param messages as the vendor gets them
   */
  ClaudeThinking(ClaudeModel model, JsonNode messages, Losses losses) {
    this.model = model;
    this.messages = messages;
    this.losses = losses;
  }

  /**
   * Writes {@code thinking} and {@code output_config.effort}.
   *
   * @param out the fields of Anthropic's request
   * @param maxTokens of the answer, thinking included
   * @param forcedTool whether a tool must be called, which excludes thinking
   * @return whether the answer will think
   */
  boolean write(JsonNode chat, ObjectNode out, long maxTokens, boolean forcedTool) {
    String effort = chat.path("reasoning_effort").asText("");
    JsonNode thinking = chat.path("thinking");
    if (ClaudeToolLoop.refuses(thinking, messages)) {
      losses.note("thinking ignored: " + ClaudeToolLoop.WHY);
      return false;
    }
    if (thinking.isObject()) {
      out.set("thinking", thinking);
      if (!effort.isEmpty() && !effort.equals("none") && isAdaptive(thinking)) {
        effort(out, effort);
      }
      return !thinking.path("type").asText("").equals("disabled");
    }
    if (effort.isEmpty()) {
      return false;
    }
    if (effort.equals("none")) {
      switchOff(out);
      return false;
    }
    return switchOn(out, effort, maxTokens, forcedTool);
  }

  private boolean switchOn(ObjectNode out, String effort, long maxTokens, boolean forcedTool) {
    return switch (model.thinking()) {
      case NONE -> lost("the model does not think");
      case BUDGET -> budget(out, effort, maxTokens, forcedTool);
      case ADAPTIVE -> {
        effort(out, effort);
        if (forcedTool) {
          yield false;
        }
        out.putObject("thinking").put("type", "adaptive");
        yield true;
      }
    };
  }

  private boolean budget(ObjectNode out, String effort, long maxTokens, boolean forcedTool) {
    Integer budget = BUDGETS.get(effort);
    if (budget == null) {
      return lost("unknown effort " + effort);
    }
    if (forcedTool) {
      return lost("Claude does not think where it must call a tool");
    }
    if (maxTokens <= LEAST_BUDGET) {
      return lost("the limit of the answer leaves no room for 1024 tokens of thinking");
    }
    long room = Math.max(LEAST_BUDGET, maxTokens * 4 / 5);
    ObjectNode thinking = out.objectNode().put("type", "enabled");
    if (ClaudeToolLoop.refuses(thinking, messages)) {
      losses.note("reasoning_effort ignored: " + ClaudeToolLoop.WHY);
      return false;
    }
    out.set("thinking", thinking.put("budget_tokens", Math.min(budget, room)));
    return true;
  }

  private void switchOff(ObjectNode out) {
    if (!model.canStopThinking()) {
      lost("the model always thinks");
      effort(out, "low");
    } else if (model.thinksUnasked()) {
      out.putObject("thinking").put("type", "disabled");
    }
  }

  private void effort(ObjectNode out, String effort) {
    String known =
        switch (effort) {
          case "minimal" -> "low";
          case "xhigh" -> model.hasExtraHighEffort() ? "xhigh" : "high";
          default -> effort;
        };
    out.withObjectProperty("output_config").put("effort", known);
  }

  private static boolean isAdaptive(JsonNode thinking) {
    return thinking.path("type").asText("").equals("adaptive");
  }

  private boolean lost(String why) {
    losses.cannot("reasoning_effort", why);
    return false;
  }
}
