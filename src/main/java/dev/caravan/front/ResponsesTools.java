package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.FieldType;
import dev.caravan.json.JsonFields;
import java.util.HashSet;
import java.util.Set;

/**
 * Tools of Responses as functions of the chat form. {@code allowed_tools}, which no other API
 * knows, leaves the other tools out.
 */
final class ResponsesTools {
  private ResponsesTools() {}

  static boolean isPortable(JsonNode tool) {
    return tool.path("type").asText("").equals("function");
  }

  static void toChat(ObjectNode request, ObjectNode chat) {
    JsonNode choice = request.path("tool_choice");
    boolean isRestricted = choice.path("type").asText("").equals("allowed_tools");
    Set<String> allowed = isRestricted ? names(choice.path("tools")) : Set.of();
    JsonNode tools = request.path("tools");
    ArrayNode functions = chat.arrayNode();
    for (int i = 0; i < tools.size(); i++) {
      String param = "tools[" + i + "]";
      JsonNode tool = FieldType.OBJECT.require(param, tools.get(i));
      FieldType.TEXT.require(param + ".type", tool.path("type"));
      JsonNode function = isPortable(tool) ? function(tool, param) : tool;
      if (!isRestricted || allowed.contains(tool.path("name").asText(""))) {
        functions.add(function);
      }
    }
    if (!functions.isEmpty()) {
      chat.set("tools", functions);
      if (choice.isTextual() || choice.isObject()) {
        chat.set("tool_choice", choice(choice));
      }
    }
  }

  private static Set<String> names(JsonNode tools) {
    Set<String> names = new HashSet<>();
    tools.forEach(tool -> names.add(tool.path("name").asText("")));
    return names;
  }

  private static ObjectNode function(JsonNode tool, String param) {
    ObjectNode function = ((ObjectNode) tool).objectNode();
    function.put("name", FieldType.TEXT.require(param + ".name", tool.path("name")).asText());
    FieldType.OBJECT.check(param + ".parameters", tool.path("parameters"));
    for (String field : new String[] {"description", "parameters", "strict"}) {
      JsonFields.copy(tool, field, function, field);
    }
    ObjectNode wrapped = function.objectNode().put("type", "function");
    wrapped.set("function", function);
    return wrapped;
  }

  private static JsonNode choice(JsonNode choice) {
    if (choice.isTextual()) {
      return choice;
    }
    return switch (choice.path("type").asText("")) {
      case "allowed_tools" -> TextNode.valueOf(choice.path("mode").asText("auto"));
      case "function" -> {
        ObjectNode named = ((ObjectNode) choice).objectNode().put("type", "function");
        named
            .putObject("function")
            .put("name", FieldType.TEXT.require("tool_choice.name", choice.path("name")).asText());
        yield named;
      }
      case "" ->
          throw ApiException.invalidRequest(
              "tool_choice.type", "tool_choice.type: Field required (expected: a string).");
      default -> choice;
    };
  }
}
