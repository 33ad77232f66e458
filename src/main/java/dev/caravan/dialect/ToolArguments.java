package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.io.IOException;

/** The arguments and ids of tool calls, for vendors that want an object and plain ids. */
final class ToolArguments {
  private ToolArguments() {}

  /**
   * The arguments of a call in a request as an object.
   *
   * @param arguments a string with JSON, or an object already; nothing means no arguments
   * @param path of the field, for the error
   */
  static ObjectNode parse(JsonNode arguments, String path) {
    if (arguments instanceof ObjectNode object) {
      return object;
    }
    String text = arguments.asText("");
    if (text.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      if (Json.read(text.getBytes(UTF_8)) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw Losses.invalid(path, path + " is not JSON.");
    }
    throw Losses.invalid(path, path + " is not a JSON object.");
  }

  /** An id with letters, digits, underscores and hyphens only, the same for the same id. */
  static String id(String id, int maxLength) {
    StringBuilder plain = new StringBuilder(id);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!allowed) {
        plain.setCharAt(i, '_');
      }
    }
    if (plain.length() > maxLength) {
      // The end of a long id is what tells it from others made by the same vendor.
      plain.delete(0, plain.length() - maxLength);
    }
    return plain.isEmpty() ? "call" : plain.toString();
  }
}
