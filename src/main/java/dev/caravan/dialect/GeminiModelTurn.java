package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes an assistant message as parts of a {@code model} turn: what Gemini wrote beyond the chat
 * form, text, tool calls; each signature that came from the same family of models on the part that
 * it came with.
 */
final class GeminiModelTurn {
  private final GeminiModel model;
  private final String origin;
  private final GeminiParts content;

  GeminiModelTurn(GeminiModel model, String origin, GeminiParts content) {
    this.model = model;
    this.origin = origin;
    this.content = content;
  }

  ArrayNode parts(JsonNode message, String path) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    keptParts(message.path(GeminiCandidate.OWN), parts);
    if (message.path("images").isArray()) {
      parts.addAll(content.of(message.path("images"), path + ".images"));
    }
    ArrayNode texts = content.of(message.path("content"), path + ".content");
    parts.addAll(texts);
    content.text(message.path("refusal"), parts);
    Map<String, String> signatures = new HashMap<>();
    String onText = "";
    for (JsonNode detail : Reasoning.ownDetails(message, origin)) {
      String data = detail.path("data").asText("");
      if (detail.hasNonNull("id")) {
        signatures.put(detail.path("id").asText(""), data);
      } else {
        onText = data;
      }
    }
    if (!onText.isEmpty()) {
      signText(texts, parts, onText);
    }
    calls(message, path, signatures, parts);
    return parts;
  }

  /** A signature that another family of models wrote is refused. */
  private void keptParts(JsonNode own, ArrayNode parts) {
    boolean isOurs = own.path("origin").asText("").equals(origin);
    for (JsonNode kept : own.path("parts")) {
      if (kept instanceof ObjectNode part) {
        parts.add(isOurs ? part : part.deepCopy().without(GeminiSignatures.FIELD));
      }
    }
  }

  /** The signature of a text is the last one: streams send it on an empty part of its own. */
  private static void signText(ArrayNode texts, ArrayNode parts, String signature) {
    JsonNode last = texts.path(texts.size() - 1);
    ObjectNode signed =
        last.has("text") && last instanceof ObjectNode text
            ? text
            : parts.addObject().put("text", "");
    signed.put(GeminiSignatures.FIELD, signature);
  }

  private void calls(
      JsonNode message, String path, Map<String, String> signatures, ArrayNode parts) {
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      String at = path + ".tool_calls[" + i + "].function";
      String id = calls.path(i).path("id").asText("");
      call(calls.path(i).path("function"), id, at, signatures.getOrDefault(id, ""), parts);
    }
    if (message.path("function_call").isObject()) {
      call(message.path("function_call"), "", path + ".function_call", "", parts);
    }
  }

  private void call(JsonNode function, String id, String path, String signature, ArrayNode parts) {
    String name = function.path("name").asText("");
    if (name.isEmpty()) {
      throw Losses.invalid(path + ".name", path + ".name is missing.");
    }
    ObjectNode part = parts.addObject();
    ObjectNode call = part.putObject("functionCall");
    if (model.wantsSignatures() && !id.isEmpty()) {
      call.put("id", id);
    }
    call.put("name", name);
    call.set("args", ToolArguments.parse(function.path("arguments"), path + ".arguments"));
    if (!signature.isEmpty()) {
      part.put(GeminiSignatures.FIELD, signature);
    }
  }
}
