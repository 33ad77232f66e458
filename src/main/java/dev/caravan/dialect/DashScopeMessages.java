package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes messages as DashScope's service wants them. Made for one request. */
final class DashScopeMessages {
  private final boolean multimodal;
  private final Losses losses;

  /**
   * For one of the services.
   *
   * @param multimodal contents are arrays of parts without a type; else strings
   */
  DashScopeMessages(boolean multimodal, Losses losses) {
    this.multimodal = multimodal;
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
    ArrayNode parts = parts(message.path("content"), path + ".content");
    if (message.path("refusal").isTextual()) {
      parts.addObject().set("text", message.get("refusal"));
    }
    if (multimodal) {
      out.set("content", parts);
    } else {
      out.set("content", textContent(parts));
    }
    for (String same : new String[] {"tool_call_id", "name", "partial"}) {
      if (message.hasNonNull(same)) {
        out.set(same, message.get(same));
      }
    }
    if (role.equals("assistant")) {
      toolCalls(message.path("tool_calls"), path, out);
      String reasoning = Reasoning.textOf(message);
      if (!reasoning.isEmpty() && out.has("tool_calls")) {
        // Models that think between tool calls want what they thought in this loop.
        out.put(Reasoning.TEXT, reasoning);
      }
    }
  }

  /** A string; an array only where a part is something that the text service knows, too. */
  private static JsonNode textContent(ArrayNode parts) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : parts) {
      if (!part.has("text")) {
        return parts;
      }
      text.append(part.path("text").asText());
    }
    return parts.textNode(text.toString());
  }

  private static void toolCalls(JsonNode calls, String path, ObjectNode out) {
    if (calls.isEmpty()) {
      return;
    }
    ArrayNode made = out.putArray("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      JsonNode call = calls.path(i);
      JsonNode function = call.path("function");
      if (function.path("name").asText("").isEmpty()) {
        String field = path + ".tool_calls[" + i + "].function.name";
        throw Losses.invalid(field, field + " is missing.");
      }
      JsonNode arguments = function.path("arguments");
      ObjectNode one = made.addObject().put("type", "function").put("index", i);
      one.put("id", call.path("id").asText(""));
      one.putObject("function")
          .put("name", function.path("name").asText())
          .put("arguments", arguments.isTextual() ? arguments.asText() : arguments.toString());
    }
  }

  private ArrayNode parts(JsonNode content, String path) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    if (content.isTextual()) {
      if (!content.asText().isEmpty()) {
        parts.addObject().set("text", content);
      }
    } else if (content.isArray()) {
      for (int i = 0; i < content.size(); i++) {
        part(content.path(i), path + "[" + i + "]", parts);
      }
    } else if (!content.isNull() && !content.isMissingNode()) {
      throw Losses.invalid(path, path + " is neither a string nor an array.");
    }
    return parts;
  }

  private void part(JsonNode part, String path, ArrayNode out) {
    switch (part.path("type").asText("")) {
      case "text" -> out.addObject().set("text", part.path("text"));
      case "refusal" -> out.addObject().set("text", part.path("refusal"));
      case "image_url" -> media("image", part.path("image_url"), part, path, out);
      case "video_url" -> media("video", part.path("video_url"), part, path, out);
      case "video" -> out.addObject().set("video", part.path("video")); // frames, as Qwen has them
      case "input_audio" -> audio(part.path("input_audio"), path, out);
      case "doc_url" -> out.add(part);
      default -> losses.cannot(path, "DashScope has no part of this type");
    }
  }

  private static void media(
      String name, JsonNode holder, JsonNode part, String path, ArrayNode out) {
    String url = holder.isTextual() ? holder.asText() : holder.path("url").asText("");
    if (url.isEmpty()) {
      throw Losses.invalid(path, path + " has no url.");
    }
    ObjectNode made = out.addObject().put(name, url);
    for (var field : part.properties()) {
      // min_pixels, fps and their like stand beside the URL in both forms
      if (field.getValue().isNumber() || field.getValue().isBoolean()) {
        made.set(field.getKey(), field.getValue());
      }
    }
  }

  private static void audio(JsonNode audio, String path, ArrayNode out) {
    String data = audio.path("data").asText("");
    if (data.isEmpty()) {
      throw Losses.invalid(path, path + ".input_audio has no data.");
    }
    boolean isUrl = data.contains("://") || DataUrl.isOne(data);
    String type = MediaTypes.ofAudio(audio.path("format").asText(""));
    out.addObject().put("audio", isUrl ? data : "data:" + type + ";base64," + data);
  }
}
