package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/** Turns OpenAI's tools and the choice among them into Converse's {@code toolConfig}. */
final class BedrockTools {
  private final BedrockModel model;
  private final BedrockMessages messages;
  private final Losses losses;

  BedrockTools(BedrockModel model, BedrockMessages messages, Losses losses) {
    this.model = model;
    this.messages = messages;
    this.losses = losses;
  }

  /**
   * Writes {@code toolConfig}; messages with tool calls or results need one, so that without tools
   * it names those that were called.
   */
  void write(JsonNode chat, ObjectNode out) {
    ArrayNode tools = JsonNodeFactory.instance.arrayNode();
    JsonNode choice =
        chat.has("tool_choice") ? chat.path("tool_choice") : chat.path("function_call");
    Set<String> allowed = allowed(choice);
    for (int i = 0; i < chat.path("tools").size(); i++) {
      tool(chat.path("tools").path(i), "tools[" + i + "]", allowed, tools);
    }
    for (int i = 0; i < chat.path("functions").size(); i++) {
      function(chat.path("functions").path(i), "functions[" + i + "]", allowed, tools);
    }
    boolean none = choice.asText("").equals("none");
    if (none && !messages.hasToolBlocks()) {
      return;
    }
    if (none && !tools.isEmpty()) {
      losses.cannot("tool_choice", "Converse cannot forbid tools once some were called");
    }
    if (tools.isEmpty() && messages.hasToolBlocks()) {
      remember(tools);
    }
    if (tools.isEmpty()) {
      return;
    }
    ObjectNode config = out.putObject("toolConfig");
    config.set("tools", tools);
    choice(choice, config);
    if (chat.path("parallel_tool_calls").isBoolean()
        && !chat.path("parallel_tool_calls").asBoolean()) {
      losses.cannot("parallel_tool_calls", "Converse has no such choice");
    }
  }

  private void remember(ArrayNode tools) {
    Set<String> names = messages.toolNames();
    for (String name : names.isEmpty() ? Set.of("unknown") : names) {
      ObjectNode spec = tools.addObject().putObject("toolSpec").put("name", name);
      spec.put("description", "No longer available.");
      spec.putObject("inputSchema").set("json", AnthropicTools.schema(spec.nullNode()));
    }
  }

  private void tool(JsonNode tool, String path, Set<String> allowed, ArrayNode out) {
    String type = tool.path("type").asText("function");
    if (!type.equals("function")) {
      losses.cannot(path, "Converse has no tools of type " + type);
      return;
    }
    int before = out.size();
    function(tool.path("function"), path + ".function", allowed, out);
    if (out.size() > before) {
      new BedrockContent(model.caches(), losses).cachePoint(tool, out);
    }
  }

  private void function(JsonNode function, String path, Set<String> allowed, ArrayNode out) {
    String name = function.path("name").asText("");
    if (name.isEmpty()) {
      throw Losses.invalid(path + ".name", path + ".name is missing.");
    }
    if (!allowed.isEmpty() && !allowed.contains(name)) {
      return;
    }
    ObjectNode spec = out.addObject().putObject("toolSpec").put("name", name);
    if (!function.path("description").asText("").isBlank()) {
      spec.set("description", function.path("description"));
    }
    spec.putObject("inputSchema").set("json", AnthropicTools.schema(function.path("parameters")));
    if (function.path("strict").asBoolean(false)) {
      if (model.enforcesSchemas()) {
        spec.put("strict", true);
      } else {
        losses.cannot("strict", "the model does not enforce schemas (" + path + ")");
      }
    }
  }

  /** The names on an allow-list, which Converse does not have; empty: there is none. */
  private static Set<String> allowed(JsonNode choice) {
    Set<String> names = new HashSet<>();
    for (JsonNode tool : list(choice).path("tools")) {
      names.add(tool.path("function").path("name").asText(tool.path("name").asText("")));
    }
    return names;
  }

  private static JsonNode list(JsonNode choice) {
    return choice.path("allowed_tools").isObject() ? choice.path("allowed_tools") : choice;
  }

  private void choice(JsonNode choice, ObjectNode config) {
    String type = choice.path("type").asText("function");
    if (choice.isTextual()) {
      word(choice.asText(), config);
    } else if (choice.isObject() && type.equals("allowed_tools")) {
      word(list(choice).path("mode").asText("auto"), config);
    } else if (choice.isObject() && type.equals("function")) {
      config
          .putObject("toolChoice")
          .putObject("tool")
          .put("name", choice.path("function").path("name").asText(choice.path("name").asText("")));
    } else if (choice.isObject()) {
      losses.cannot("tool_choice", "Converse has no choice of type " + type);
    }
  }

  private static void word(String word, ObjectNode config) {
    switch (word) {
      case "auto" -> config.putObject("toolChoice").putObject("auto");
      case "required", "any" -> config.putObject("toolChoice").putObject("any");
      case "none" -> {}
      default -> throw Losses.invalid("tool_choice", "tool_choice is not known: " + word);
    }
  }
}
