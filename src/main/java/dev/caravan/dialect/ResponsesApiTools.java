package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tools in the flat shape of Responses. */
final class ResponsesApiTools {
  private final Losses losses;

  ResponsesApiTools(Losses losses) {
    this.losses = losses;
  }

  void write(JsonNode chat, ObjectNode out) {
    JsonNode tools = chat.path("tools");
    ArrayNode flat = out.arrayNode();
    for (int i = 0; i < tools.size(); i++) {
      JsonNode tool = tools.path(i);
      if (tool.path("function") instanceof ObjectNode function) {
        ObjectNode mine = flat.addObject().put("type", "function");
        mine.setAll(function);
        if (!function.hasNonNull("strict")) {
          // Left out, it is true here and false in chat completions.
          mine.put("strict", false);
        }
        if (!function.has("parameters")) {
          mine.putObject("parameters").put("type", "object").putObject("properties");
        }
      } else {
        losses.cannot("tools[" + i + "]", "only functions are known");
      }
    }
    if (!flat.isEmpty()) {
      out.set("tools", flat);
    }
    if (chat.hasNonNull("tool_choice")) {
      choice(chat.get("tool_choice"), out);
    }
  }

  private void choice(JsonNode choice, ObjectNode out) {
    if (choice.isTextual()) {
      out.set("tool_choice", choice);
      return;
    }
    switch (choice.path("type").asText("")) {
      case "function" -> out.set("tool_choice", named(choice, out));
      case "allowed_tools" -> {
        JsonNode allowed = choice.path("allowed_tools");
        ObjectNode flat = out.putObject("tool_choice").put("type", "allowed_tools");
        flat.put("mode", allowed.path("mode").asText("auto"));
        ArrayNode tools = flat.putArray("tools");
        allowed.path("tools").forEach(tool -> tools.add(named(tool, out)));
      }
      default -> losses.cannot("tool_choice", "Responses has no such choice");
    }
  }

  private static ObjectNode named(JsonNode choice, ObjectNode out) {
    return out.objectNode()
        .put("type", "function")
        .put("name", choice.path("function").path("name").asText(""));
  }
}
