package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes {@code tools} and {@code toolConfig}. Functions go into one {@code functionDeclarations};
 * tools of Google's own, for example {@code {"googleSearch":{}}}, go through as they are.
 */
final class GeminiTools {
  private final Losses losses;
  private final ArrayNode tools = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode functions = JsonNodeFactory.instance.arrayNode();
  private boolean strict;

  GeminiTools(Losses losses) {
    this.losses = losses;
  }

  void write(ObjectNode chat, ObjectNode body) {
    JsonNode asked = chat.path("tools");
    for (int i = 0; i < asked.size(); i++) {
      tool(asked.path(i), "tools[" + i + "]");
    }
    if (!functions.isEmpty()) {
      tools.insertObject(0).set("functionDeclarations", functions);
    }
    if (chat.path("web_search_options").isObject()) {
      search(chat.path("web_search_options"));
    }
    if (!tools.isEmpty()) {
      body.set("tools", tools);
    }
    choice(chat.path("tool_choice"), body);
    if (chat.path("parallel_tool_calls").isBoolean()
        && !chat.path("parallel_tool_calls").asBoolean()) {
      losses.cannot("parallel_tool_calls", "Gemini cannot be held to one call at a time");
    }
    if (strict) {
      losses.cannot("strict", "Gemini does not promise that calls follow their schema");
    }
  }

  private void tool(JsonNode tool, String path) {
    String type = tool.path("type").asText("");
    if (type.equals("function")) {
      function(tool.path("function"), path + ".function");
    } else if (type.isEmpty() && tool.isObject() && !tool.isEmpty()) {
      tools.add(tool);
    } else {
      losses.cannot(path, "Gemini has no tool of this type");
    }
  }

  private void function(JsonNode function, String path) {
    String name = function.path("name").asText("");
    if (name.isEmpty()) {
      throw Losses.invalid(path + ".name", path + ".name is missing.");
    }
    ObjectNode declaration = functions.addObject().put("name", name);
    if (function.path("description").isTextual()) {
      declaration.set("description", function.get("description"));
    }
    if (function.path("parameters") instanceof ObjectNode schema && !schema.isEmpty()) {
      declaration.set("parametersJsonSchema", GeminiSchema.write(schema));
    }
    strict |= function.path("strict").asBoolean(false);
  }

  private void search(JsonNode options) {
    tools.addObject().putObject("googleSearch");
    options
        .properties()
        .forEach(
            option ->
                losses.cannot(
                    "web_search_options." + option.getKey(), "Google's search has no such option"));
  }

  private void choice(JsonNode choice, ObjectNode body) {
    if (choice.isNull() || choice.isMissingNode() || functions.isEmpty()) {
      return;
    }
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    if (choice.isTextual()) {
      switch (choice.asText()) {
        case "auto" -> config.put("mode", "AUTO");
        case "none" -> config.put("mode", "NONE");
        case "required", "any" -> config.put("mode", "ANY");
        default -> throw Losses.invalid("tool_choice", "tool_choice is none of the known ones.");
      }
    } else {
      named(choice, config);
    }
    body.putObject("toolConfig").set("functionCallingConfig", config);
  }

  /** One function by name, or OpenAI's {@code allowed_tools}. */
  private void named(JsonNode choice, ObjectNode config) {
    JsonNode allowed =
        choice.has("allowed_tools") ? choice.path("allowed_tools") : choice.path("tools");
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    if (choice.path("type").asText("").equals("allowed_tools")) {
      JsonNode list = allowed.isArray() ? allowed : allowed.path("tools");
      list.forEach(tool -> names.add(tool.path("function").path("name").asText("")));
      String mode = allowed.path("mode").asText(choice.path("mode").asText("auto"));
      // Gemini takes names with ANY and VALIDATED only; the latter may answer with text, too.
      config.put("mode", mode.equals("required") ? "ANY" : "VALIDATED");
    } else if (!choice.path("function").path("name").asText("").isEmpty()) {
      names.add(choice.path("function").path("name"));
      config.put("mode", "ANY");
    } else {
      throw Losses.invalid("tool_choice", "tool_choice names no function.");
    }
    config.set("allowedFunctionNames", names);
  }
}
