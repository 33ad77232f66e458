package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One level of a schema with its {@code $ref} and {@code allOf} worked in.
 *
 * @param references how many references were followed to it
 */
record FlatSchema(ObjectNode keywords, int references) {

  /** Follows references within one document and remembers those that are under way. */
  static final class Resolver {
    private static final int MAX_STEPS = 10_000;
    private static final int MAX_CHAIN = 64;

    private final JsonNode root;
    private final Deque<String> underWay = new ArrayDeque<>();
    private int steps;

    Resolver(JsonNode root) {
      this.root = root;
      underWay.push("#");
    }

    boolean isUnderWay(JsonNode schema) {
      return underWay.contains(schema.path("$ref").asText());
    }

    FlatSchema flatten(JsonNode schema) throws ImpossibleSchema {
      int before = underWay.size();
      ObjectNode keywords = JsonNodeFactory.instance.objectNode();
      try {
        flattenInto(keywords, schema, 0);
      } catch (ImpossibleSchema e) {
        leave(new FlatSchema(keywords, underWay.size() - before));
        throw e;
      }
      return new FlatSchema(keywords, underWay.size() - before);
    }

    void leave(FlatSchema schema) {
      for (int i = 0; i < schema.references(); i++) {
        underWay.pop();
      }
    }

    private void flattenInto(ObjectNode into, JsonNode schema, int chain) throws ImpossibleSchema {
      if (++steps > MAX_STEPS || chain > MAX_CHAIN) {
        throw new ImpossibleSchema("an instance needs too many steps, or a $ref leads to itself.");
      }
      if (schema.isMissingNode() || (schema.isBoolean() && schema.booleanValue())) {
        return;
      }
      if (!schema.isObject()) {
        throw new ImpossibleSchema("'" + schema + "' has no instance (expected: a schema object)");
      }
      SchemaMerge.into(into, schema);
      if (schema.path("$ref").isTextual()) {
        String reference = schema.path("$ref").textValue();
        underWay.push(reference);
        flattenInto(into, target(reference), chain + 1);
      }
      for (JsonNode part : schema.path("allOf")) {
        flattenInto(into, part, chain + 1);
      }
    }

    private JsonNode target(String reference) throws ImpossibleSchema {
      try {
        if (reference.startsWith("#")) {
          String pointer = URLDecoder.decode(reference.substring(1), StandardCharsets.UTF_8);
          JsonNode target = root.at(JsonPointer.compile(pointer));
          if (!target.isMissingNode()) {
            return target;
          }
        }
      } catch (IllegalArgumentException e) {
        // Not a pointer: the same error as a pointer to nothing.
      }
      throw new ImpossibleSchema(
          "$ref '" + reference + "' leads nowhere (expected: '#' or '#/$defs/NAME')");
    }
  }
}
