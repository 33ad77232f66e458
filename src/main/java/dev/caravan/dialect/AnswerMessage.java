package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** The assistant's message of a plain answer, put together from the vendor's blocks or items. */
final class AnswerMessage {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();

  /** What it says. */
  StringBuilder text() {
    return text;
  }

  /** The readable reasoning. */
  StringBuilder reasoning() {
    return reasoning;
  }

  /** The {@code reasoning_details}. */
  ArrayNode details() {
    return details;
  }

  ArrayNode annotations() {
    return annotations;
  }

  /**
   * Adds a tool call.
   *
   * @param id the vendor's; if it is no text, the call gets one
   * @param input the arguments, an object; anything else: none
   */
  void call(JsonNode id, JsonNode name, JsonNode input) {
    ObjectNode call = calls.addObject();
    call.put("id", id.asText("call_" + calls.size())).put("type", "function");
    call.putObject("function")
        .put("name", name.asText(""))
        .put("arguments", input.isObject() ? input.toString() : "{}");
  }

  boolean hasCalls() {
    return !calls.isEmpty();
  }

  ObjectNode build() {
    ObjectNode message = ChunkMaker.object().put("role", "assistant");
    message.put("content", text.isEmpty() && hasCalls() ? null : text.toString());
    if (!reasoning.isEmpty()) {
      message.put(Reasoning.TEXT, reasoning.toString());
    }
    putIfAny(message, Reasoning.DETAILS, details);
    putIfAny(message, "annotations", annotations);
    putIfAny(message, "tool_calls", calls);
    return message;
  }

  static void putIfAny(ObjectNode message, String field, ArrayNode values) {
    if (!values.isEmpty()) {
      message.set(field, values);
    }
  }

  /** Keeps what nobody translates: the fields but these, where the answer has none of the name. */
  static void keepRest(JsonNode from, Set<String> translated, ObjectNode completion) {
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      if (!translated.contains(field.getKey()) && !field.getValue().isNull()) {
        completion.putIfAbsent(field.getKey(), field.getValue());
      }
    }
  }
}
