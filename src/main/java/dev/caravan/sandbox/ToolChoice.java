package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an answer is a function call: always where the request forces one; with {@code
 * auto} unless the last message already is a tool's result. Without a name it is the first tool.
 */
final class ToolChoice {
  private final JsonNode request;
  private final JsonNode tools;

  private ToolChoice(JsonNode request) {
    this.request = request;
    this.tools = request.path("tools");
  }

  /**
   * @throws Refusal if the tools or the choice among them are wrong
   */
  static @Nullable FunctionToCall of(JsonNode request) {
    ToolChoice choice = new ToolChoice(request);
    if (!request.hasNonNull("tools")) {
      choice.checkNoChoice();
      return null;
    }
    choice.checkTools();
    return choice.decide();
  }

  private void checkNoChoice() {
    if (request.hasNonNull("tool_choice")) {
      throw invalid("'tool_choice' is only allowed when 'tools' are specified.", "tool_choice");
    }
  }

  private void checkTools() {
    if (!tools.isArray() || tools.isEmpty()) {
      throw RequestFields.invalidType("tools", "an array with minimum length 1", tools);
    }
    for (int i = 0; i < tools.size(); i++) {
      String name = "tools[" + i + "]";
      if (!tools.path(i).path("type").asText().equals("function")) {
        throw RequestFields.invalidValue(
            name + ".type", tools.path(i).path("type").asText(), "'function'.");
      }
      if (!nameOf(tools.path(i)).matches("[a-zA-Z0-9_-]{1,64}")) {
        throw invalid(
            "Invalid '" + name + ".function.name': expected 1 to 64 letters, digits, '_' or '-'.",
            name + ".function.name");
      }
    }
  }

  private @Nullable FunctionToCall decide() {
    JsonNode choice = request.path("tool_choice");
    if (choice.isObject()) {
      return call(named(nameOf(choice)), true);
    }
    String mode = request.hasNonNull("tool_choice") ? choice.asText() : "auto";
    return switch (mode) {
      case "none" -> null;
      case "auto" -> endsWithToolResult() ? null : call(tools.path(0), false);
      case "required" -> call(tools.path(0), false);
      default ->
          throw RequestFields.invalidValue(
              "tool_choice", mode, "'none', 'auto', and 'required', or an object with a function.");
    };
  }

  private JsonNode named(String name) {
    for (JsonNode tool : tools) {
      if (nameOf(tool).equals(name)) {
        return tool;
      }
    }
    throw invalid("Tool choice '" + name + "' not found in 'tools' parameter.", "tool_choice");
  }

  private boolean endsWithToolResult() {
    JsonNode messages = request.path("messages");
    String role = messages.path(messages.size() - 1).path("role").asText();
    return role.equals("tool") || role.equals("function");
  }

  private static FunctionToCall call(JsonNode tool, boolean named) {
    String name = nameOf(tool);
    try {
      JsonNode arguments = SchemaExample.of(parameters(tool));
      if (arguments.isObject()) {
        return new FunctionToCall(name, arguments.toString(), named);
      }
      throw new ImpossibleSchema("schema must be of 'type: \"object\"'.");
    } catch (ImpossibleSchema e) {
      throw VendorError.badRequest(
              "Invalid schema for function '" + name + "': " + e.getMessage(),
              "tools",
              "invalid_function_parameters")
          .refusal();
    }
  }

  private static JsonNode parameters(JsonNode tool) {
    JsonNode parameters = tool.path("function").path("parameters");
    if (parameters instanceof ObjectNode schema && schema.has("type")) {
      return schema;
    }
    ObjectNode schema = parameters instanceof ObjectNode node ? node.deepCopy() : emptySchema();
    return schema.put("type", "object");
  }

  private static ObjectNode emptySchema() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String nameOf(JsonNode tool) {
    return tool.path("function").path("name").asText();
  }

  private static Refusal invalid(String message, String param) {
    return VendorError.badRequest(message, param, "invalid_value").refusal();
  }
}
