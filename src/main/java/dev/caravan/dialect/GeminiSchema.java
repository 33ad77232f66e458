package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * Writes a JSON Schema for {@code parametersJsonSchema} and {@code responseJsonSchema}. These take
 * real JSON Schema, with {@code $ref}, {@code $defs}, {@code anyOf} and {@code
 * additionalProperties} (documented, and recorded), which the older {@code parameters} and {@code
 * responseSchema} do not; so only what they still refuse or pass over is rewritten: {@code const}
 * as an {@code enum} of one, and limits that Gemini does not know as words in the description,
 * where the model reads them.
 */
final class GeminiSchema {
  private static final Set<String> MEANINGLESS = Set.of("$schema", "discriminator", "examples");
  private static final Set<String> UNKNOWN_LIMITS =
      Set.of("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "uniqueItems");
  private static final Set<String> MAPS_OF_SCHEMAS =
      Set.of("properties", "$defs", "definitions", "patternProperties");
  private static final Set<String> VALUES = Set.of("enum", "default", "example", "required");

  private GeminiSchema() {}

  static ObjectNode write(ObjectNode schema) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    StringBuilder notes = new StringBuilder();
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.equals("const")) {
        constant(value, schema, out);
      } else if (UNKNOWN_LIMITS.contains(name)) {
        notes.append(notes.isEmpty() ? "" : ", ").append(name).append(": ").append(value);
      } else if (MAPS_OF_SCHEMAS.contains(name) && value.isObject()) {
        ObjectNode map = out.putObject(name);
        value.properties().forEach(entry -> map.set(entry.getKey(), below(entry.getValue())));
      } else if (!MEANINGLESS.contains(name)) {
        out.set(name, VALUES.contains(name) ? value : below(value));
      }
    }
    if (!notes.isEmpty()) {
      String text = out.path("description").asText("");
      out.put("description", text.isEmpty() ? notes.toString() : text + " (" + notes + ")");
    }
    return out;
  }

  private static JsonNode below(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return write(object);
    }
    if (value instanceof ArrayNode array) {
      ArrayNode out = array.arrayNode();
      array.forEach(item -> out.add(below(item)));
      return out;
    }
    return value;
  }

  private static void constant(JsonNode value, ObjectNode schema, ObjectNode out) {
    out.putArray("enum").add(value);
    if (!schema.has("type")) {
      String type =
          switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> "";
          };
      if (!type.isEmpty()) {
        out.put("type", type);
      }
    }
  }
}
