package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Whether a conversation that is to go on with thinking has the thinking that Claude needs for it.
 *
 * <p>With {@code thinking} of type {@code enabled}, Anthropic and Bedrock refuse a request whose
 * last assistant turn calls tools and does not begin with a signed or redacted thinking block
 * ({@code Expected `thinking` or `redacted_thinking`, but found `tool_use`}). A turn that another
 * model wrote, or that came without thinking, has none; adaptive thinking does not ask for it.
 */
public final class ClaudeToolLoop {
  /** For the client's warning. */
  public static final String WHY = "the tool calls being answered came without this model's own";

  private ClaudeToolLoop() {}

  /**
   * Whether {@code thinking} would be refused with these messages.
   *
   * @param thinking as Anthropic takes it
   * @param messages of Anthropic's or of Converse's request
   */
  static boolean refuses(JsonNode thinking, JsonNode messages) {
    if (!thinking.path("type").asText("").equals("enabled")) {
      return false;
    }
    for (int i = messages.size() - 1; i >= 0; i--) {
      JsonNode message = messages.path(i);
      if (message.path("role").asText("").equals("assistant")) {
        return callsWithoutThinking(message.path("content"));
      }
    }
    return false;
  }

  private static boolean callsWithoutThinking(JsonNode blocks) {
    if (!blocks.isArray() || isThinking(blocks.path(0))) {
      return false;
    }
    for (JsonNode block : blocks) {
      if (block.has("toolUse") || block.path("type").asText("").equals("tool_use")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isThinking(JsonNode block) {
    String type = block.path("type").asText("");
    return type.equals("thinking")
        || type.equals("redacted_thinking")
        || block.has("reasoningContent");
  }

  /**
   * Takes the wish to think out of a request of Anthropic's that would be refused for it, with what
   * is only taken beside it.
   *
   * @return the same object where nothing is to be changed
   */
  public static ObjectNode withoutImpossibleThinking(ObjectNode request, Losses losses) {
    if (!refuses(request.path("thinking"), request.path("messages"))) {
      return request;
    }
    losses.note("thinking ignored: " + WHY);
    ObjectNode copy = request.objectNode();
    copy.setAll(request);
    copy.remove("thinking");
    if (copy.at("/context_management/edits") instanceof ArrayNode) {
      ObjectNode management = copy.path("context_management").deepCopy();
      ((ArrayNode) management.path("edits"))
          .removeIf(edit -> edit.path("type").asText("").startsWith("clear_thinking"));
      copy.set("context_management", management);
    }
    return copy;
  }
}
