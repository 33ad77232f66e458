package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Field names of Google's JSON, which takes {@code camelCase} and {@code snake_case} alike; one of
 * them, so that no field is there twice.
 */
final class GeminiNames {
  private GeminiNames() {}

  /** {@code thinking_config} becomes {@code thinkingConfig}. */
  static String camelCase(String name) {
    if (name.indexOf('_') < 0) {
      return name;
    }
    StringBuilder camel = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = camel.length() > 0;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }

  /** The object with its own fields renamed; what is below them stays. Anything else: empty. */
  static ObjectNode camelCase(JsonNode object) {
    ObjectNode renamed = JsonNodeFactory.instance.objectNode();
    object.properties().forEach(f -> renamed.set(camelCase(f.getKey()), f.getValue()));
    return renamed;
  }
}
