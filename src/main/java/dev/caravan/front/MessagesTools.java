package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.FieldType;

/** Anthropic's tools and their choice as functions of the chat form. */
final class MessagesTools {
  private MessagesTools() {}

  /** Whether the client runs a tool that it describes itself, so that any vendor can offer it. */
  static boolean isPortable(JsonNode tool) {
    String type = tool.path("type").asText("custom");
    return type.equals("custom");
  }

  static void toChat(ObjectNode request, ObjectNode chat) {
    JsonNode tools = request.path("tools");
    ArrayNode functions = chat.arrayNode();
    for (int i = 0; i < tools.size(); i++) {
      String param = "tools[" + i + "]";
      JsonNode tool = FieldType.OBJECT.require(param, tools.get(i));
      functions.add(isPortable(tool) ? function(tool, param) : MessagesBlocks.raw(tool));
    }
    if (functions.isEmpty()) {
      return;
    }
    chat.set("tools", functions);
    JsonNode choice = request.path("tool_choice");
    if (choice.isObject()) {
      chat.set("tool_choice", choice(choice, chat));
      if (choice.path("disable_parallel_tool_use").asBoolean(false)) {
        chat.put("parallel_tool_calls", false);
      }
    }
  }

  private static ObjectNode function(JsonNode tool, String param) {
    ObjectNode function = ((ObjectNode) tool).objectNode();
    function.put("name", FieldType.TEXT.require(param + ".name", tool.path("name")).asText());
    if (tool.path("description").isTextual()) {
      function.put("description", tool.path("description").asText());
    }
    JsonNode schema = tool.path("input_schema");
    FieldType.OBJECT.check(param + ".input_schema", schema);
    if (schema.isObject()) {
      function.set("parameters", schema);
    } else {
      function.putObject("parameters").put("type", "object").putObject("properties");
    }
    if (tool.path("strict").asBoolean(false) && StrictSchema.fits(schema)) {
      function.put("strict", true);
    }
    ObjectNode wrapped = function.objectNode().put("type", "function");
    wrapped.set("function", function);
    return wrapped;
  }

  private static JsonNode choice(JsonNode choice, ObjectNode chat) {
    String type = choice.path("type").asText("");
    return switch (type) {
      case "auto", "none" -> chat.textNode(type);
      case "any" -> chat.textNode("required");
      case "tool" -> {
        ObjectNode named = chat.objectNode().put("type", "function");
        named
            .putObject("function")
            .put("name", FieldType.TEXT.require("tool_choice.name", choice.path("name")).asText());
        yield named;
      }
      default ->
          throw ApiException.invalidRequest(
              "tool_choice.type",
              "tool_choice.type must be \"auto\", \"any\", \"tool\" or \"none\".");
    };
  }
}
