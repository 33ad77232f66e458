package dev.caravan.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.FieldType;
import dev.caravan.json.Json;
import java.util.Locale;

/**
 * Anthropic's turns as chat messages: the tool results of a user's turn become messages of role
 * {@code tool} before the rest of it, the tool uses of an assistant's turn its {@code tool_calls}.
 */
final class MessagesConversation {
  private final ArrayNode messages;
  private final MessagesReasoning reasoning;

  /**
   * @param messages the chat messages, to which the turns are added
   * @param model that the client asks for
   */
  MessagesConversation(ArrayNode messages, String model) {
    this.messages = messages;
    this.reasoning = new MessagesReasoning(model);
  }

  void read(JsonNode turns) {
    if (turns.isEmpty()) {
      throw ApiException.invalidRequest("messages", "messages must hold at least one message.");
    }
    for (int i = 0; i < turns.size(); i++) {
      String param = "messages[" + i + "]";
      JsonNode turn = FieldType.OBJECT.require(param, turns.get(i));
      String role = FieldType.TEXT.require(param + ".role", turn.path("role")).asText();
      JsonNode content = FieldType.TEXT_OR_LIST.require(param + ".content", turn.path("content"));
      switch (role) {
        case "user", "system" -> user(role, content, param + ".content");
        case "assistant" -> assistant(content, param + ".content");
        default ->
            throw ApiException.invalidRequest(
                param + ".role", param + ".role must be \"user\" or \"assistant\".");
      }
    }
  }

  private void user(String role, JsonNode content, String param) {
    ChatParts parts = new ChatParts();
    ChatParts ofResults = new ChatParts();
    boolean hasResults = false;
    if (content.isTextual()) {
      parts.text(content.asText());
    }
    for (int i = 0; i < (content.isArray() ? content.size() : 0); i++) {
      JsonNode block = content.get(i);
      String at = param + "[" + i + "]";
      if (MessagesBlocks.typeOf(block, at).equals("tool_result")) {
        hasResults = true;
        messages.add(toolResult(block, at, ofResults));
      } else {
        MessagesBlocks.addTo(parts, block, at);
      }
    }
    ofResults.addAll(parts);
    if (!ofResults.isEmpty() || !hasResults) {
      messages.addObject().put("role", role).set("content", ofResults.content("\n\n"));
    }
  }

  private static ObjectNode toolResult(JsonNode block, String param, ChatParts following) {
    ChatParts parts = new ChatParts();
    MessagesBlocks.content(parts, block.path("content"), param + ".content");
    String id = FieldType.TEXT.require(param + ".tool_use_id", block.path("tool_use_id")).asText();
    // The chat form has no flag for it, and the model has to know.
    boolean mark =
        block.path("is_error").asBoolean(false)
            && !parts.content("\n").asText("").toLowerCase(Locale.ROOT).startsWith("error");
    return parts.toolMessage(id, mark ? "Error: " : "", following);
  }

  private void assistant(JsonNode content, String param) {
    ObjectNode message = messages.addObject().put("role", "assistant");
    if (content.isTextual()) {
      message.put("content", content.asText());
      return;
    }
    ChatParts parts = new ChatParts();
    ArrayNode calls = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < content.size(); i++) {
      JsonNode block = content.get(i);
      String at = param + "[" + i + "]";
      switch (MessagesBlocks.typeOf(block, at)) {
        case "tool_use" -> calls.add(call(block, at));
        case "thinking", "redacted_thinking" -> {}
        default -> MessagesBlocks.addTo(parts, block, at);
      }
    }
    if (parts.isEmpty() && !calls.isEmpty()) {
      message.putNull("content");
    } else {
      // Citations divide one text into many blocks.
      message.set("content", parts.content(""));
    }
    reasoning.toChat(content, message);
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
  }

  private static ObjectNode call(JsonNode block, String param) {
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    call.put("id", FieldType.TEXT.require(param + ".id", block.path("id")).asText());
    call.put("type", "function");
    JsonNode input = block.path("input");
    call.putObject("function")
        .put("name", FieldType.TEXT.require(param + ".name", block.path("name")).asText())
        .put("arguments", input.isObject() ? new String(Json.write(input), UTF_8) : "{}");
    return call;
  }
}
