package dev.caravan.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.Reasoning;
import dev.caravan.json.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A {@code chat.completion} as Anthropic's {@code message}. */
final class MessagesAnswer {
  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "object",
          "created",
          "model",
          "choices",
          "usage",
          "role",
          "content",
          "refusal",
          "tool_calls",
          "function_call",
          Reasoning.TEXT,
          Reasoning.DETAILS,
          "reasoning");

  private MessagesAnswer() {}

  static ObjectNode of(ObjectNode completion, Usage usage, ObjectNode request, String callId) {
    JsonNode choice = completion.path("choices").path(0);
    JsonNode message = choice.path("message");
    ObjectNode answer = begin(completion, request, callId);
    ArrayNode content = (ArrayNode) answer.get("content");
    reasoning(message, content);
    String text = ChatDelta.text(message);
    if (!text.isEmpty()) {
      content.addObject().put("type", "text").put("text", text);
    }
    String refusal = message.path("refusal").asText("");
    if (!refusal.isEmpty()) {
      content.addObject().put("type", "text").put("text", refusal);
    }
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      content.add(call(calls.get(i), callId, i));
    }
    MessagesStop stop = new MessagesStop(request);
    stop.note(choice);
    answer.put("stop_reason", stop.reason(!calls.isEmpty(), !refusal.isEmpty()));
    answer.put("stop_sequence", stop.sequence());
    answer.set("usage", MessagesUsage.write(usage));
    extras(completion, answer);
    extras(message, answer);
    return answer;
  }

  /** The message before it has content; also the one that a stream starts with. */
  static ObjectNode begin(JsonNode completionOrChunk, ObjectNode request, String callId) {
    String id = completionOrChunk.path("id").asText("");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .put("id", id.startsWith("msg_") ? id : "msg_" + callId.replace("req_", ""))
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model(completionOrChunk, request))
        .putArray("content");
    answer.putNull("stop_reason").putNull("stop_sequence");
    return answer;
  }

  private static String model(JsonNode completionOrChunk, ObjectNode request) {
    String model = completionOrChunk.path("model").asText("");
    return model.isEmpty() ? request.path("model").asText("") : model;
  }

  private static void reasoning(JsonNode message, ArrayNode content) {
    JsonNode details = message.path(Reasoning.DETAILS);
    boolean isReadable = false;
    for (JsonNode item : details) {
      isReadable |= MessagesReasoning.isReadable(item);
    }
    String text = ChatDelta.reasoning(message);
    if (!isReadable && !text.isEmpty()) {
      content.add(thinking(text, MessagesReasoning.signature(null)));
    }
    for (JsonNode item : details) {
      if (MessagesReasoning.isReadable(item)) {
        content.add(
            thinking(
                item.path(MessagesReasoning.textField(item)).asText(),
                MessagesReasoning.signature(MessagesReasoning.withoutText(item))));
      } else if (item.isObject()) {
        content.add(MessagesReasoning.redacted(item));
      }
    }
  }

  private static ObjectNode thinking(String text, String signature) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "thinking")
        .put("thinking", text)
        .put("signature", signature);
  }

  private static ObjectNode call(JsonNode call, String callId, int number) {
    JsonNode function = call.path("function");
    ObjectNode block = toolUse(call.path("id").asText(""), callId, number);
    block.put("name", function.path("name").asText(""));
    block.set("input", input(function.path("arguments")));
    return block;
  }

  /** The beginning of a tool use; a call that the vendor gave no id gets one. */
  static ObjectNode toolUse(String id, String callId, int number) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "tool_use")
        .put(
            "id", id.isEmpty() ? "toolu_" + ToolIds.safe(callId) + "_" + number : ToolIds.safe(id));
  }

  /** Arguments that a limit cut off are no JSON: they are kept as text in {@code _raw}. */
  private static JsonNode input(JsonNode arguments) {
    if (arguments.isObject()) {
      return arguments;
    }
    String text = arguments.asText("");
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    if (text.isBlank()) {
      return none;
    }
    try {
      JsonNode input = Json.read(text.getBytes(UTF_8));
      return input.isObject() ? input : none.put("_raw", text);
    } catch (IOException e) {
      return none.put("_raw", text);
    }
  }

  /** What Anthropic has no word for stays under the vendor's own. */
  static void extras(JsonNode from, ObjectNode answer) {
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      JsonNode value = field.getValue();
      boolean isEmpty = value.isNull() || (value.isContainerNode() && value.isEmpty());
      if (!isEmpty && !KNOWN.contains(field.getKey()) && !answer.has(field.getKey())) {
        answer.set(field.getKey(), value);
      }
    }
  }
}
