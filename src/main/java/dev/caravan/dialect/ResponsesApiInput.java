package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.util.List;

/** Turns chat messages into input items of Responses. */
final class ResponsesApiInput {
  private final String origin;
  private final Losses losses;

  ResponsesApiInput(Target target, Losses losses) {
    this.origin = Reasoning.origin(Reasoning.RESPONSES, target.vendorModel());
    this.losses = losses;
  }

  void read(JsonNode messages, ArrayNode input) {
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.path(i);
      String path = "messages[" + i + "]";
      switch (message.path("role").asText("")) {
        case "system", "developer", "user" -> message(message, path, input);
        case "assistant" -> assistant(message, path, input);
        case "tool" -> result(message, path, input);
        default -> losses.cannot(path, "Responses has no such role");
      }
    }
  }

  private void message(JsonNode message, String path, ArrayNode input) {
    ObjectNode item = input.addObject().put("type", "message");
    item.set("role", message.get("role"));
    if (message.hasNonNull("name")) {
      losses.cannot(path + ".name", "messages of Responses have no names");
    }
    JsonNode content = message.path("content");
    if (!content.isArray()) {
      item.put("content", content.asText(""));
      return;
    }
    ArrayNode parts = item.putArray("content");
    for (int i = 0; i < content.size(); i++) {
      part(content.path(i), path + ".content[" + i + "]", parts);
    }
  }

  private void part(JsonNode part, String path, ArrayNode out) {
    switch (part.path("type").asText("")) {
      case "text" ->
          out.addObject().put("type", "input_text").put("text", part.path("text").asText(""));
      case "image_url" -> {
        JsonNode image = part.path("image_url");
        ObjectNode flat = out.addObject().put("type", "input_image");
        flat.put("image_url", image.path("url").asText(image.asText("")));
        if (image.hasNonNull("detail")) {
          flat.set("detail", image.get("detail"));
        }
      }
      case "file" -> {
        ObjectNode flat = out.addObject().put("type", "input_file");
        if (part.path("file") instanceof ObjectNode file) {
          flat.setAll(file);
        }
      }
      default -> losses.cannot(path, "Responses has no part of this type");
    }
  }

  private void assistant(JsonNode message, String path, ArrayNode input) {
    List<JsonNode> details = Reasoning.ownDetails(message, origin);
    reasoning(details, "", input);
    ArrayNode parts = input.arrayNode();
    JsonNode content = message.path("content");
    if (content.isTextual() && !content.asText().isEmpty()) {
      parts.addObject().put("type", "output_text").put("text", content.asText());
    }
    for (int i = 0; i < (content.isArray() ? content.size() : 0); i++) {
      ofAssistant(content.path(i), path + ".content[" + i + "]", parts);
    }
    String refusal = message.path("refusal").asText("");
    if (!refusal.isEmpty()) {
      parts.addObject().put("type", "refusal").put("refusal", refusal);
    }
    if (!parts.isEmpty()) {
      input.addObject().put("type", "message").put("role", "assistant").set("content", parts);
    }
    calls(message.path("tool_calls"), path, details, input);
  }

  private void ofAssistant(JsonNode part, String path, ArrayNode out) {
    switch (part.path("type").asText("")) {
      case "text" ->
          out.addObject().put("type", "output_text").put("text", part.path("text").asText(""));
      case "refusal" ->
          out.addObject().put("type", "refusal").put("refusal", part.path("refusal").asText(""));
      default -> losses.cannot(path, "Responses has no part of this type");
    }
  }

  private void calls(JsonNode calls, String path, List<JsonNode> details, ArrayNode input) {
    for (int i = 0; i < calls.size(); i++) {
      JsonNode call = calls.path(i);
      JsonNode function = call.path("function");
      String id = call.path("id").asText("");
      if (!function.isObject()) {
        losses.cannot(path + ".tool_calls[" + i + "]", "only calls of functions are known");
        continue;
      }
      reasoning(details, id, input);
      JsonNode arguments = function.path("arguments");
      input
          .addObject()
          .put("type", "function_call")
          .put("call_id", id)
          .put("name", function.path("name").asText(""))
          .put(
              "arguments",
              arguments.isObject()
                  ? new String(Json.write(arguments), UTF_8)
                  : arguments.asText("{}"));
    }
  }

  /**
   * Reasoning items, each right before the item that it led to, as OpenAI wants them.
   *
   * @param callId the call; empty: what led to no call
   */
  private static void reasoning(List<JsonNode> details, String callId, ArrayNode input) {
    ArrayNode summary = input.arrayNode();
    for (JsonNode item : details) {
      if (item.path("type").asText("").equals("reasoning.summary")) {
        summary
            .addObject()
            .put("type", "summary_text")
            .put("text", item.path("summary").asText(""));
      } else if (item.path("data").isTextual()) {
        if (item.path("id").asText("").equals(callId)) {
          ObjectNode back = input.addObject().put("type", "reasoning");
          if (item.path("item_id").isTextual()) {
            back.put("id", item.path("item_id").asText());
          }
          back.set("summary", summary);
          back.put("encrypted_content", item.path("data").asText());
        }
        summary = input.arrayNode();
      }
    }
  }

  private void result(JsonNode message, String path, ArrayNode input) {
    ObjectNode item =
        input
            .addObject()
            .put("type", "function_call_output")
            .put("call_id", message.path("tool_call_id").asText(""));
    JsonNode content = message.path("content");
    if (!content.isArray()) {
      item.put("output", content.asText(""));
      return;
    }
    ArrayNode parts = item.putArray("output");
    for (int i = 0; i < content.size(); i++) {
      part(content.path(i), path + ".content[" + i + "]", parts);
    }
  }
}
