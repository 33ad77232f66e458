package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes messages as Ollama wants them: content is a string, images are base64 beside it, arguments
 * of tool calls are objects, tool results name their tool. Made for one request.
 */
final class OllamaMessages {
  private final Losses losses;
  private final Map<String, String> names = new HashMap<>();

  OllamaMessages(Losses losses) {
    this.losses = losses;
  }

  ArrayNode write(JsonNode messages) {
    ArrayNode out = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < messages.size(); i++) {
      message(messages.path(i), "messages[" + i + "]", out.addObject());
    }
    return out;
  }

  private void message(JsonNode message, String path, ObjectNode out) {
    String role = message.path("role").asText("");
    out.put("role", role.equals("developer") ? "system" : role);
    content(message.path("content"), path + ".content", out);
    if (role.equals("assistant")) {
      calls(message.path("tool_calls"), path, out);
      String thinking = Reasoning.textOf(message);
      if (!thinking.isEmpty()) {
        out.put("thinking", thinking);
      }
    }
    if (role.equals("tool")) {
      String id = message.path("tool_call_id").asText("");
      String name = names.getOrDefault(id, message.path("name").asText(""));
      if (!name.isEmpty()) {
        out.put("tool_name", name);
      }
      if (!id.isEmpty()) {
        out.put("tool_call_id", id);
      }
    }
  }

  private void content(JsonNode content, String path, ObjectNode out) {
    if (!content.isArray()) {
      if (!content.isTextual() && !content.isNull() && !content.isMissingNode()) {
        throw Losses.invalid(path, path + " is neither a string nor an array.");
      }
      out.put("content", content.asText(""));
      return;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.path(i);
      switch (part.path("type").asText("")) {
        case "text" -> text.append(part.path("text").asText(""));
        case "refusal" -> text.append(part.path("refusal").asText(""));
        case "image_url" -> image(part.path("image_url"), path + "[" + i + "]", out);
        default -> losses.cannot(path + "[" + i + "]", "Ollama has no part of this type");
      }
    }
    out.put("content", text.toString());
  }

  private void image(JsonNode holder, String path, ObjectNode out) {
    String url = holder.isTextual() ? holder.asText() : holder.path("url").asText("");
    DataUrl data = DataUrl.parse(url);
    if (data != null) {
      out.withArrayProperty("images").add(data.base64());
    } else if (DataUrl.isOne(url) || url.isEmpty()) {
      throw Losses.invalid(path, path + " has a broken image URL.");
    } else {
      losses.cannot(path, "Ollama fetches no images: send a data URL");
    }
  }

  private void calls(JsonNode calls, String path, ObjectNode out) {
    for (int i = 0; i < calls.size(); i++) {
      String at = path + ".tool_calls[" + i + "].function";
      JsonNode function = calls.path(i).path("function");
      String name = function.path("name").asText("");
      if (name.isEmpty()) {
        throw Losses.invalid(at + ".name", at + ".name is missing.");
      }
      String id = calls.path(i).path("id").asText("");
      names.put(id, name);
      ObjectNode call = out.withArrayProperty("tool_calls").addObject();
      if (!id.isEmpty()) {
        call.put("id", id);
      }
      call.putObject("function")
          .put("name", name)
          .set("arguments", ToolArguments.parse(function.path("arguments"), at + ".arguments"));
    }
  }
}
