package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Turns {@code reasoning_effort} into what a Claude model understands: a budget of tokens, or
 * adaptive thinking with an effort. A {@code thinking} object of the client's own goes through
 * untouched, but where Anthropic would refuse it.
 */
final class ClaudeThinking {
  /** Least that Anthropic accepts. */
  static final int LEAST_BUDGET = 1_024;

  private static final String LOST = "the tool calls being answered came without thinking";
  private static final Map<String, Integer> BUDGETS =
      Map.of("minimal", 1_024, "low", 2_048, "medium", 8_192, "high", 16_384, "xhigh", 32_768);

  private final ClaudeModel model;
  private final String origin;
  private final Losses losses;

  ClaudeThinking(ClaudeModel model, String vendorModel, Losses losses) {
    this.model = model;
    this.origin = Reasoning.origin(Reasoning.ANTHROPIC, vendorModel);
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
    if (thinking.isObject()) {
      return own(thinking, effort, chat, out);
    }
    if (effort.isEmpty()) {
      return false;
    }
    if (effort.equals("none")) {
      switchOff(out);
      return false;
    }
    return switchOn(chat, out, effort, maxTokens, forcedTool);
  }

  private boolean own(JsonNode thinking, String effort, JsonNode chat, ObjectNode out) {
    String type = thinking.path("type").asText("");
    if (type.equals("enabled") && isToolLoopWithoutThinking(chat.path("messages"))) {
      losses.cannot("thinking", LOST);
      return false;
    }
    out.set("thinking", thinking);
    if (type.equals("adaptive") && !effort.isEmpty() && !effort.equals("none")) {
      effort(out, effort);
    }
    return !type.equals("disabled");
  }

  private boolean switchOn(
      JsonNode chat, ObjectNode out, String effort, long maxTokens, boolean forcedTool) {
    return switch (model.thinking()) {
      case NONE -> lost("the model does not think");
      case BUDGET -> budget(chat, out, effort, maxTokens, forcedTool);
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

  private boolean budget(
      JsonNode chat, ObjectNode out, String effort, long maxTokens, boolean forcedTool) {
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
    if (isToolLoopWithoutThinking(chat.path("messages"))) {
      return lost(LOST);
    }
    long room = Math.max(LEAST_BUDGET, maxTokens * 4 / 5);
    out.putObject("thinking").put("type", "enabled").put("budget_tokens", Math.min(budget, room));
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

  private boolean lost(String why) {
    losses.cannot("reasoning_effort", why);
    return false;
  }

  /**
   * Whether the last assistant message made tool calls that are answered now but has lost its
   * thinking, or has only another vendor's: with a budget, Anthropic refuses a turn that does not
   * begin with it.
   */
  private boolean isToolLoopWithoutThinking(JsonNode messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      JsonNode message = messages.path(i);
      if (message.path("role").asText("").equals("assistant")) {
        return !message.path("tool_calls").isEmpty()
            && Reasoning.ownDetails(message, origin).isEmpty();
      }
      if (!message.path("role").asText("").equals("tool")) {
        return false;
      }
    }
    return false;
  }
}
