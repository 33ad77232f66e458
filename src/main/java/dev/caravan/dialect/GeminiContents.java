package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes messages as {@code contents}: turns of {@code user} and {@code model} that alternate,
 * neighbours of one role joined, and all system messages apart as {@code systemInstruction}, the
 * only place that Gemini has for them. Made for one request.
 */
final class GeminiContents {
  private final GeminiModel model;
  private final GeminiParts parts;
  private final GeminiModelTurn modelTurn;
  private final ArrayNode contents = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
  private final Map<String, String> names = new HashMap<>();

  GeminiContents(GeminiModel model, String origin, Losses losses) {
    this.model = model;
    this.parts = new GeminiParts(losses);
    this.modelTurn = new GeminiModelTurn(model, origin, parts);
  }

  /** The turns; after this {@link #system} is known. */
  ArrayNode write(JsonNode messages) {
    for (int i = 0; i < messages.size(); i++) {
      message(messages.path(i), "messages[" + i + "]");
    }
    if (contents.isEmpty() && !system.isEmpty()) {
      // Gemini answers nobody but a user.
      turn("user").addAll(system);
      system.removeAll();
    }
    if (contents.isEmpty()) {
      throw Losses.invalid("messages", "messages has nothing to answer.");
    }
    if (model.wantsSignatures()) {
      GeminiSignatures.excuseMissing(contents);
    }
    return contents;
  }

  boolean hasSystem() {
    return !system.isEmpty();
  }

  ObjectNode system() {
    ObjectNode instruction = JsonNodeFactory.instance.objectNode();
    instruction.set("parts", system);
    return instruction;
  }

  private void message(JsonNode message, String path) {
    JsonNode content = message.path("content");
    switch (message.path("role").asText("")) {
      case "system", "developer" -> parts.texts(content, path + ".content", system);
      case "user" -> add("user", parts.of(content, path + ".content"));
      case "assistant" -> {
        for (JsonNode call : message.path("tool_calls")) {
          names.put(call.path("id").asText(""), call.path("function").path("name").asText(""));
        }
        add("model", modelTurn.parts(message, path));
      }
      case "tool" -> add("user", toolResult(message, path));
      case "function" -> add("user", response(message.path("name").asText(""), "", content, path));
      default -> throw Losses.invalid(path + ".role", path + ".role is none of the known ones.");
    }
  }

  /** Results of parallel calls come as one turn, in the client's order. */
  private ArrayNode toolResult(JsonNode message, String path) {
    String id = message.path("tool_call_id").asText("");
    String name = names.getOrDefault(id, message.path("name").asText(""));
    if (name.isEmpty()) {
      throw Losses.invalid(
          path + ".tool_call_id",
          path + ".tool_call_id names no tool call of the messages before.");
    }
    return response(name, id, message.path("content"), path);
  }

  private ArrayNode response(String name, String id, JsonNode content, String path) {
    ArrayNode out = JsonNodeFactory.instance.arrayNode();
    ObjectNode response = out.addObject().putObject("functionResponse");
    if (model.wantsSignatures() && !id.isEmpty()) {
      response.put("id", id);
    }
    response.put("name", name);
    response.set("response", parts.toolResult(content, path + ".content", out));
    return out;
  }

  private void add(String role, ArrayNode turnParts) {
    if (!turnParts.isEmpty()) {
      turn(role).addAll(turnParts);
    }
  }

  /** The parts of the turn being written, which goes on while the role stays the same. */
  private ArrayNode turn(String role) {
    JsonNode last = contents.path(contents.size() - 1);
    if (last.path("role").asText("").equals(role) && last.path("parts") instanceof ArrayNode all) {
      return all;
    }
    return contents.addObject().put("role", role).putArray("parts");
  }
}
