package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Whether a JSON schema keeps the rules of OpenAI's strict mode: every object lists all its
 * properties as required and allows no others. Anthropic asks for less, and OpenAI refuses a strict
 * schema that does not keep them.
 */
final class StrictSchema {
  private StrictSchema() {}

  static boolean fits(JsonNode schema) {
    if (schema.has("properties") || schema.path("type").asText("").equals("object")) {
      if (schema.path("additionalProperties").asBoolean(true)
          || schema.path("required").size() != schema.path("properties").size()) {
        return false;
      }
    }
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      if (!fitsInside(field.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean fitsInside(JsonNode value) {
    if (value.isObject()) {
      return fits(value);
    }
    for (JsonNode item : value) {
      if (!fitsInside(item)) {
        return false;
      }
    }
    return true;
  }
}
