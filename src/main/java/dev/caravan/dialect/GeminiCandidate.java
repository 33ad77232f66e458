package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.util.Set;

/**
 * One candidate, whole or as its pieces come: turns {@code parts} into the fields of a message or
 * delta. Thoughts become reasoning, inline images {@code images}; parts that the chat form has no
 * words for, such as {@code executableCode}, stay as they are in {@code google.parts}, and go back
 * to Gemini from there.
 */
final class GeminiCandidate {
  /** The extra field for what is Google's own. */
  static final String OWN = "google";

  private static final Set<String> READ =
      Set.of("content", "finishReason", "index", "logprobsResult");

  private final String origin;
  private final int index;
  private int calls;
  private int details;
  private boolean finished;

  GeminiCandidate(int index, Target target) {
    this.index = index;
    this.origin = Reasoning.origin(Reasoning.GOOGLE, target.vendorModel());
  }

  int index() {
    return index;
  }

  boolean hasCalls() {
    return calls > 0;
  }

  boolean isFinished() {
    return finished;
  }

  void finish() {
    finished = true;
  }

  /**
   * The fields of a delta that these parts make; tool calls have an {@code index}.
   *
   * @param answerId for the ids of tool calls that have none
   */
  ObjectNode delta(JsonNode parts, String answerId) {
    ObjectNode delta = JsonNodeFactory.instance.objectNode();
    StringBuilder text = new StringBuilder();
    StringBuilder thoughts = new StringBuilder();
    for (JsonNode part : parts) {
      String callId = "";
      if (part.path("text").isTextual()) {
        boolean thought = part.path("thought").asBoolean(false);
        (thought ? thoughts : text).append(part.path("text").asText());
      } else if (part.path("functionCall").isObject()) {
        callId = call(part.path("functionCall"), answerId, delta);
      } else if (!media(part.path("inlineData"), answerId, delta)) {
        if (!isBare(part)) {
          delta.withObjectProperty(OWN).withArrayProperty("parts").add(part);
          if (part.has(GeminiSignatures.FIELD)) {
            delta.withObjectProperty(OWN).put("origin", origin);
          }
          continue; // its signature stays with it
        }
      }
      signature(part.path(GeminiSignatures.FIELD).asText(""), callId, delta);
    }
    if (!thoughts.isEmpty()) {
      delta.put(Reasoning.TEXT, thoughts.toString());
    }
    if (!text.isEmpty()) {
      delta.put("content", text.toString());
    }
    return delta;
  }

  /** What the candidate says beside its content, for example {@code groundingMetadata}. */
  static ObjectNode rest(JsonNode candidate) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (var field : candidate.properties()) {
      if (!READ.contains(field.getKey())) {
        rest.set(field.getKey(), field.getValue());
      }
    }
    return rest;
  }

  /** A part with nothing in it, or with a signature alone. */
  private static boolean isBare(JsonNode part) {
    for (var field : part.properties()) {
      String name = field.getKey();
      if (!name.equals(GeminiSignatures.FIELD) && !name.equals("thought")) {
        return false;
      }
    }
    return true;
  }

  private String call(JsonNode functionCall, String answerId, ObjectNode delta) {
    String id = functionCall.path("id").asText("");
    if (id.isEmpty()) {
      String which = index == 0 ? "_" : "_" + index + "_";
      id = "call_" + ToolArguments.id(answerId, OllamaAnswer.LONGEST_ANSWER_ID) + which + calls;
    }
    JsonNode args = functionCall.path("args");
    ObjectNode call =
        delta
            .withArrayProperty("tool_calls")
            .addObject()
            .put("index", calls++)
            .put("id", id)
            .put("type", "function");
    call.putObject("function")
        .put("name", functionCall.path("name").asText(""))
        .put("arguments", args.isObject() ? new String(Json.write(args), UTF_8) : "{}");
    return id;
  }

  private static boolean media(JsonNode inline, String answerId, ObjectNode delta) {
    String type = inline.path("mimeType").asText("");
    String data = inline.path("data").asText("");
    if (type.startsWith("image/")) {
      delta
          .withArrayProperty("images")
          .addObject()
          .put("type", "image_url")
          .putObject("image_url")
          .put("url", "data:" + type + ";base64," + data);
      return true;
    }
    if (type.startsWith("audio/") && !delta.has("audio")) {
      delta.putObject("audio").put("id", answerId).put("data", data).put("mime_type", type);
      return true;
    }
    return false;
  }

  private void signature(String signature, String callId, ObjectNode delta) {
    if (!signature.isEmpty()) {
      ObjectNode item = delta.withArrayProperty(Reasoning.DETAILS).addObject();
      Reasoning.encrypted(
              item, signature, callId.isEmpty() ? null : callId, Reasoning.GOOGLE, origin)
          .put("index", details++);
    }
  }
}
