package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns OpenAI's tools and the choice among them into Anthropic's. */
final class AnthropicTools {
  /** Fields of Anthropic's tools that clients may add to a function. */
  private static final List<String> EXTRAS =
      List.of(
          "cache_control",
          "defer_loading",
          "allowed_callers",
          "input_examples",
          "eager_input_streaming");

  private final ClaudeModel model;
  private final Losses losses;

  AnthropicTools(ClaudeModel model, Losses losses) {
    this.model = model;
    this.losses = losses;
  }

  /** Writes {@code tools} and {@code tool_choice}. */
  void write(JsonNode chat, ObjectNode out) {
    ArrayNode tools = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < chat.path("tools").size(); i++) {
      tool(chat.path("tools").path(i), "tools[" + i + "]", tools);
    }
    for (int i = 0; i < chat.path("functions").size(); i++) {
      function(chat.path("functions").path(i), "functions[" + i + "]", tools);
    }
    ObjectNode choice = choice(chat, tools);
    if (tools.isEmpty()) {
      return;
    }
    out.set("tools", tools);
    boolean oneAtATime =
        chat.path("parallel_tool_calls").isBoolean()
            && !chat.path("parallel_tool_calls").asBoolean();
    if (oneAtATime && !choice.path("type").asText("").equals("none")) {
      choice.put("type", choice.path("type").asText("auto"));
      choice.put("disable_parallel_tool_use", true);
    }
    if (!choice.isEmpty()) {
      out.set("tool_choice", choice);
    }
  }

  private void tool(JsonNode tool, String path, ArrayNode out) {
    String type = tool.path("type").asText("function");
    if (type.equals("function")) {
      int before = out.size();
      function(tool.path("function"), path + ".function", out);
      if (out.size() > before) {
        copy(tool, (ObjectNode) out.get(before));
      }
    } else if (isAnthropics(type)) {
      out.add(tool);
    } else {
      losses.cannot(path, "Anthropic has no tools of type " + type);
    }
  }

  private void function(JsonNode function, String path, ArrayNode out) {
    String name = function.path("name").asText("");
    if (name.isEmpty()) {
      throw Losses.invalid(path + ".name", path + ".name is missing.");
    }
    ObjectNode tool = out.addObject().put("name", name);
    if (function.path("description").isTextual()) {
      tool.set("description", function.path("description"));
    }
    tool.set("input_schema", schema(function.path("parameters")));
    if (function.path("strict").asBoolean(false)) {
      if (model.enforcesSchemas()) {
        tool.put("strict", true);
      } else {
        losses.cannot("strict", "the model does not enforce schemas (" + path + ")");
      }
    }
    copy(function, tool);
  }

  /** Anthropic wants a schema of type object, OpenAI none for a function without parameters. */
  static JsonNode schema(JsonNode parameters) {
    if (parameters instanceof ObjectNode schema && schema.has("type")) {
      return schema;
    }
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    if (parameters instanceof ObjectNode given && !given.isEmpty()) {
      schema.setAll(given);
    } else {
      schema.putObject("properties");
    }
    return schema;
  }

  /** Its tools with a schema of its own are named with a date: {@code web_search_20250305}. */
  private static boolean isAnthropics(String type) {
    int date = type.lastIndexOf('_') + 1;
    return date > 1
        && type.length() - date == 8
        && type.chars().skip(date).allMatch(c -> c >= '0' && c <= '9');
  }

  private ObjectNode choice(JsonNode chat, ArrayNode tools) {
    JsonNode asked =
        chat.has("tool_choice") ? chat.path("tool_choice") : chat.path("function_call");
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    if (asked.isTextual()) {
      return word(asked.asText(), choice);
    }
    if (!asked.isObject()) {
      return choice;
    }
    String type = asked.path("type").asText("function");
    switch (type) {
      case "function" -> {
        String name = asked.path("function").path("name").asText(asked.path("name").asText(""));
        choice.put("type", "tool").put("name", name);
      }
      case "allowed_tools" -> {
        JsonNode allowed =
            asked.path("allowed_tools").isObject() ? asked.path("allowed_tools") : asked;
        keep(allowed.path("tools"), tools);
        word(allowed.path("mode").asText("auto"), choice);
      }
      default -> losses.cannot("tool_choice", "Anthropic has no choice of type " + type);
    }
    return choice;
  }

  private static ObjectNode word(String word, ObjectNode choice) {
    return switch (word) {
      case "auto", "none" -> choice.put("type", word);
      case "required", "any" -> choice.put("type", "any");
      default -> throw Losses.invalid("tool_choice", "tool_choice is not known: " + word);
    };
  }

  /** Anthropic has no allow-list: the tools that are not on it are left out. */
  private static void keep(JsonNode allowed, ArrayNode tools) {
    Set<String> names = new HashSet<>();
    for (JsonNode tool : allowed) {
      names.add(tool.path("function").path("name").asText(tool.path("name").asText("")));
    }
    for (int i = tools.size() - 1; i >= 0; i--) {
      if (!names.contains(tools.path(i).path("name").asText(""))) {
        tools.remove(i);
      }
    }
  }

  private static void copy(JsonNode from, ObjectNode to) {
    for (String extra : EXTRAS) {
      if (from.hasNonNull(extra)) {
        to.set(extra, from.get(extra));
      }
    }
  }
}
