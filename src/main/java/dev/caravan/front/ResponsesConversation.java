package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.FieldType;
import dev.caravan.dialect.Reasoning;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Input items of Responses as chat messages. Items of the assistant that follow each other are one
 * message, because the chat form wants a call's results right after the message that made it.
 */
final class ResponsesConversation {
  private static final Set<String> PORTABLE =
      Set.of("message", "function_call", "function_call_output", "reasoning");

  private final ArrayNode messages;
  private final ResponsesReasoning reasoning;
  private @Nullable ObjectNode assistant;
  private ChatParts ofResults = new ChatParts();

  ResponsesConversation(ArrayNode messages, String model) {
    this.messages = messages;
    this.reasoning = new ResponsesReasoning(model);
  }

  /** Messages may leave their type out. */
  static String typeOf(JsonNode item) {
    return item.path("type").asText(item.has("role") ? "message" : "");
  }

  static boolean isPortable(JsonNode item) {
    return PORTABLE.contains(typeOf(item));
  }

  void read(JsonNode input) {
    for (int i = 0; i < input.size(); i++) {
      String param = "input[" + i + "]";
      JsonNode item = FieldType.OBJECT.require(param, input.get(i));
      switch (typeOf(item)) {
        case "message" -> message(item, param);
        case "reasoning" -> reasoning.toChat(item, assistant());
        case "function_call" -> call(item, param);
        case "function_call_output" -> result(item, param);
        case "" ->
            throw ApiException.invalidRequest(
                param + ".type", param + ".type: Field required (expected: a string).");
        default -> raw(item);
      }
    }
    endResults();
  }

  private ObjectNode assistant() {
    if (assistant == null) {
      endResults();
      assistant = messages.addObject().put("role", "assistant").putNull("content");
    }
    return assistant;
  }

  /** What only OpenAI understands, as a part that no translator takes for one it knows. */
  private void raw(JsonNode item) {
    endResults();
    assistant = null;
    messages.addObject().put("role", "assistant").putArray("content").add(item);
  }

  private void message(JsonNode item, String param) {
    String role = FieldType.TEXT.require(param + ".role", item.path("role")).asText();
    JsonNode content = FieldType.TEXT_OR_LIST.require(param + ".content", item.path("content"));
    ChatParts parts = new ChatParts();
    StringBuilder refusal = new StringBuilder();
    ResponsesParts.addTo(parts, content, refusal, param + ".content");
    switch (role) {
      case "assistant" -> ofAssistant(parts, refusal.toString());
      case "user", "system", "developer" -> {
        assistant = null;
        if (role.equals("user")) {
          ofResults.addAll(parts);
          parts = ofResults;
          ofResults = new ChatParts();
        } else {
          endResults();
        }
        messages.addObject().put("role", role).set("content", parts.content("\n\n"));
      }
      default ->
          throw ApiException.invalidRequest(
              param + ".role",
              param + ".role must be \"user\", \"assistant\", \"system\" or \"developer\".");
    }
  }

  private void ofAssistant(ChatParts parts, String refusal) {
    ObjectNode message = assistant();
    JsonNode content = parts.content("");
    if (!message.path("content").isNull()) {
      if (message.path("content").isTextual() && content.isTextual() && message.has("tool_calls")) {
        content = message.textNode(message.path("content").asText() + "\n\n" + content.asText());
      } else {
        assistant = null;
        message = assistant();
      }
    }
    message.set("content", content);
    if (!refusal.isEmpty()) {
      message.put("refusal", refusal);
    }
  }

  private void call(JsonNode item, String param) {
    ObjectNode call =
        (assistant().get("tool_calls") instanceof ArrayNode calls
                ? calls
                : assistant().putArray("tool_calls"))
            .addObject();
    call.put("id", FieldType.TEXT.require(param + ".call_id", item.path("call_id")).asText());
    call.put("type", "function");
    String arguments = item.path("arguments").asText("");
    call.putObject("function")
        .put("name", FieldType.TEXT.require(param + ".name", item.path("name")).asText())
        .put("arguments", arguments.isEmpty() ? "{}" : arguments);
  }

  private void result(JsonNode item, String param) {
    assistant = null;
    String id = FieldType.TEXT.require(param + ".call_id", item.path("call_id")).asText();
    JsonNode output = FieldType.TEXT_OR_LIST.require(param + ".output", item.path("output"));
    ChatParts parts = new ChatParts();
    ResponsesParts.addTo(parts, output, new StringBuilder(), param + ".output");
    messages.add(parts.toolMessage(id, "", ofResults));
  }

  /** Images of results wait for the user's message, because all results stand together. */
  private void endResults() {
    if (!ofResults.isEmpty()) {
      messages.addObject().put("role", "user").set("content", ofResults.content("\n\n"));
      ofResults = new ChatParts();
    }
  }

  /** Where {@link Reasoning#TEXT} of several items is one text. */
  static void appendReasoning(ObjectNode message, String text) {
    String before = message.path(Reasoning.TEXT).asText("");
    message.put(Reasoning.TEXT, before.isEmpty() ? text : before + "\n\n" + text);
  }
}
