package dev.caravan.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the chunks of a chat stream come to: per choice the text, reasoning, tool calls and every
 * other field that the vendor sent, the finish reason, and the usage. Knows no vendor: strings are
 * joined, arrays are appended, other values replace what was there.
 */
public final class StreamMeaning {
  private final ObjectNode sum = JsonNodeFactory.instance.objectNode();

  private StreamMeaning() {}

  public static JsonNode of(List<JsonNode> chunks) {
    StreamMeaning meaning = new StreamMeaning();
    chunks.forEach(meaning::add);
    return meaning.sum;
  }

  /** The same as a client should see it that did not ask for the usage chunk. */
  public static JsonNode withoutUsageChunks(List<JsonNode> chunks) {
    List<JsonNode> wanted = new ArrayList<>(chunks);
    wanted.removeIf(chunk -> chunk.path("choices").isEmpty() && chunk.path("usage").isObject());
    return of(wanted);
  }

  private void add(JsonNode chunk) {
    for (Map.Entry<String, JsonNode> field : chunk.properties()) {
      switch (field.getKey()) {
        case "caravan" -> {} // the gateway's own
        case "choices" -> field.getValue().forEach(this::addChoice);
        default -> replace(sum, field.getKey(), field.getValue());
      }
    }
  }

  private void addChoice(JsonNode choice) {
    ObjectNode mine = sum.withObject("/choices/" + choice.path("index").asInt(0));
    for (Map.Entry<String, JsonNode> field : choice.properties()) {
      switch (field.getKey()) {
        case "delta" -> join(mine.withObject("/delta"), field.getValue());
        case "finish_reason" -> {
          if (!mine.has("finish_reason")) {
            replace(mine, "finish_reason", field.getValue());
          }
        }
        default -> replace(mine, field.getKey(), field.getValue());
      }
    }
  }

  private static void join(ObjectNode into, JsonNode delta) {
    for (Map.Entry<String, JsonNode> field : delta.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals("tool_calls")) {
        ArrayNode calls = into.withArray("tool_calls");
        value.forEach(call -> joinCall(calls, call));
      } else if (field.getKey().equals("role")) {
        replace(into, "role", value);
      } else if (value.isTextual()) {
        into.put(field.getKey(), into.path(field.getKey()).asText("") + value.asText());
      } else if (value.isArray()) {
        into.withArray(field.getKey() + "[]").addAll((ArrayNode) value);
      } else if (value.isObject()) {
        join(into.withObject("/" + field.getKey()), value);
      } else {
        replace(into, field.getKey(), value);
      }
    }
  }

  /** A new id begins a new call; without one the call of the same index goes on. */
  private static void joinCall(ArrayNode calls, JsonNode call) {
    JsonNode last = calls.path(calls.size() - 1);
    String id = call.path("id").asText("");
    boolean goesOn =
        last.isObject()
            && (id.isEmpty() || id.equals(last.path("id").asText("")))
            && call.path("index").asInt(0) == last.path("index").asInt(0);
    ObjectNode mine = goesOn ? (ObjectNode) last : calls.addObject();
    for (Map.Entry<String, JsonNode> field : call.properties()) {
      if (field.getKey().equals("function")) {
        join(mine.withObject("/function"), field.getValue());
      } else if (!field.getValue().asText("x").isEmpty()) {
        replace(mine, field.getKey(), field.getValue());
      }
    }
  }

  private static void replace(ObjectNode into, String name, JsonNode value) {
    if (!value.isNull()) {
      into.set(name, value);
    }
  }
}
