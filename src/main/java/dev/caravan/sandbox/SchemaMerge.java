package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Adds a schema to another so that an instance of the result conforms to both, as far as known. */
final class SchemaMerge {
  private static final Set<String> LOWER_BOUNDS =
      Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
  private static final Set<String> UPPER_BOUNDS =
      Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
  private static final Set<String> WORKED_IN = Set.of("$ref", "allOf", "$defs", "definitions");

  private SchemaMerge() {}

  static void into(ObjectNode into, JsonNode from) {
    for (Map.Entry<String, JsonNode> keyword : from.properties()) {
      String name = keyword.getKey();
      if (!WORKED_IN.contains(name)) {
        JsonNode present = into.get(name);
        into.set(
            name, present == null ? keyword.getValue() : both(name, present, keyword.getValue()));
      }
    }
  }

  private static JsonNode both(String name, JsonNode present, JsonNode added) {
    if (LOWER_BOUNDS.contains(name)) {
      return present.doubleValue() >= added.doubleValue() ? present : added;
    }
    if (UPPER_BOUNDS.contains(name)) {
      return present.doubleValue() <= added.doubleValue() ? present : added;
    }
    return switch (name) {
      case "properties" -> properties(present, added);
      case "required" -> union(present, added);
      case "type" -> narrowerType(present, added);
      default -> present;
    };
  }

  private static ArrayNode union(JsonNode present, JsonNode added) {
    ArrayNode union = JsonNodeFactory.instance.arrayNode();
    present.forEach(union::add);
    added.forEach(union::add);
    return union;
  }

  private static JsonNode properties(JsonNode present, JsonNode added) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    present.properties().forEach(property -> merged.set(property.getKey(), property.getValue()));
    for (Map.Entry<String, JsonNode> property : added.properties()) {
      JsonNode existing = merged.get(property.getKey());
      if (existing == null) {
        merged.set(property.getKey(), property.getValue());
      } else {
        merged
            .putObject(property.getKey())
            .putArray("allOf")
            .add(existing)
            .add(property.getValue());
      }
    }
    return merged;
  }

  private static JsonNode narrowerType(JsonNode present, JsonNode added) {
    if (present.isArray() && added.isTextual()) {
      return added;
    }
    return added.asText().equals("integer") ? added : present;
  }
}
