package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/** One choice of an answer, whole or as its pieces come: its messages as messages or deltas. */
final class DashScopeChoice {
  /** The extra field for what is DashScope's own. */
  static final String OWN = "dashscope";

  private static final Set<String> READ =
      Set.of("role", "content", Reasoning.TEXT, "tool_calls", "name");
  private static final int MAX_CALLS = 256;

  private final int index;
  private final Set<Integer> calls = new HashSet<>();
  private boolean finished;

  DashScopeChoice(int index) {
    this.index = index;
  }

  int index() {
    return index;
  }

  boolean isFinished() {
    return finished;
  }

  void finish() {
    finished = true;
  }

  /** The reason in the chat form; empty: it goes on, which DashScope says as {@code "null"}. */
  String finishReason(JsonNode reason) {
    String word = reason.asText("");
    return switch (word) {
      case "", "null" -> "";
      case "stop" -> calls.isEmpty() ? "stop" : "tool_calls";
      case "function_call" -> "tool_calls";
      default -> word;
    };
  }

  ObjectNode delta(JsonNode message, String answerId) {
    ObjectNode delta = JsonNodeFactory.instance.objectNode();
    if (!message.path(Reasoning.TEXT).asText("").isEmpty()) {
      delta.put(Reasoning.TEXT, message.path(Reasoning.TEXT).asText());
    }
    content(message.path("content"), delta);
    for (JsonNode call : message.path("tool_calls")) {
      toolCall(call, answerId, delta);
    }
    for (var field : message.properties()) {
      if (!READ.contains(field.getKey()) && !field.getValue().isNull()) {
        delta.withObjectProperty(OWN).set(field.getKey(), field.getValue());
      }
    }
    return delta;
  }

  /** A string, or an array of parts without a type. */
  private static void content(JsonNode content, ObjectNode delta) {
    StringBuilder text = new StringBuilder();
    if (content.isTextual()) {
      text.append(content.asText());
    }
    for (JsonNode part : content) {
      for (var field : part.properties()) {
        switch (field.getKey()) {
          case "text" -> text.append(field.getValue().asText(""));
          case "image" ->
              delta
                  .withArrayProperty("images")
                  .addObject()
                  .put("type", "image_url")
                  .putObject("image_url")
                  .set("url", field.getValue());
          default ->
              delta
                  .withObjectProperty(OWN)
                  .withArrayProperty("content")
                  .addObject()
                  .set(field.getKey(), field.getValue());
        }
      }
    }
    if (!text.isEmpty()) {
      delta.put("content", text.toString());
    }
  }

  /** The first piece of a call has its id and name; later ones have empty ones. */
  private void toolCall(JsonNode call, String answerId, ObjectNode delta) {
    int number = call.path("index").asInt(calls.size());
    JsonNode function = call.path("function");
    ObjectNode piece = delta.withArrayProperty("tool_calls").addObject().put("index", number);
    JsonNode arguments = function.path("arguments");
    boolean first = calls.size() < MAX_CALLS && calls.add(number);
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    if (first) {
      String id = call.path("id").asText("");
      String own = "call_" + ToolArguments.id(answerId, 40) + "_" + number;
      piece.put("id", id.isEmpty() ? own : id).put("type", "function");
      made.put("name", function.path("name").asText(""));
    }
    piece.set(
        "function",
        made.put("arguments", arguments.isObject() ? arguments.toString() : arguments.asText("")));
  }
}
