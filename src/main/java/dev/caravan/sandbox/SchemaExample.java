package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The smallest instance of a JSON Schema, always the same for the same schema: required properties
 * only, the first value of an enum, the first possible branch of {@code anyOf} and {@code oneOf}.
 * Not looked at: {@code pattern}, {@code uniqueItems}, {@code contains}, {@code not}, {@code if},
 * and what depends on other properties. A schema that would need more than 32 levels or 10,000
 * steps is refused.
 */
final class SchemaExample {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ITEMS = 1_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final FlatSchema.Resolver resolver;

  private SchemaExample(JsonNode root) {
    this.resolver = new FlatSchema.Resolver(root);
  }

  /**
   * @throws ImpossibleSchema if nothing conforms to the schema, or nothing was found in bounds
   */
  static JsonNode of(JsonNode schema) throws ImpossibleSchema {
    return new SchemaExample(schema).make(schema, 0);
  }

  private JsonNode make(JsonNode schema, int depth) throws ImpossibleSchema {
    if (depth > MAX_DEPTH) {
      throw new ImpossibleSchema("an instance needs more than " + MAX_DEPTH + " levels.");
    }
    FlatSchema flat = resolver.flatten(schema);
    try {
      return fromKeywords(flat.keywords(), depth);
    } finally {
      resolver.leave(flat);
    }
  }

  private JsonNode fromKeywords(ObjectNode schema, int depth) throws ImpossibleSchema {
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.path("enum").isArray()) {
      return firstOf(schema.path("enum"));
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (schema.path(keyword).isArray()) {
        return ofBranch(schema, keyword, depth);
      }
    }
    return ofType(schema, depth);
  }

  private static JsonNode firstOf(JsonNode values) throws ImpossibleSchema {
    if (values.isEmpty()) {
      throw new ImpossibleSchema("an enum is empty.");
    }
    return values.get(0);
  }

  /** Branches that lead back to a schema under way come last: they would never end. */
  private JsonNode ofBranch(ObjectNode schema, String keyword, int depth) throws ImpossibleSchema {
    List<JsonNode> branches = new ArrayList<>();
    schema.path(keyword).forEach(branches::add);
    branches.sort((a, b) -> Boolean.compare(resolver.isUnderWay(a), resolver.isUnderWay(b)));
    ObjectNode siblings = NODES.objectNode();
    siblings.setAll(schema);
    siblings.remove(keyword);
    for (JsonNode branch : branches) {
      ObjectNode both = NODES.objectNode();
      both.putArray("allOf").add(branch).add(siblings);
      try {
        return make(both, depth + 1);
      } catch (ImpossibleSchema e) {
        // The next branch may do.
      }
    }
    throw new ImpossibleSchema("no branch of " + keyword + " has an instance in bounds.");
  }

  private JsonNode ofType(ObjectNode schema, int depth) throws ImpossibleSchema {
    JsonNode type = schema.path("type");
    if (!type.isArray()) {
      return ofType(type.isTextual() ? type.textValue() : guessedType(schema), schema, depth);
    }
    for (JsonNode each : type) {
      try {
        return ofType(each.asText(), schema, depth);
      } catch (ImpossibleSchema e) {
        // The next type may do.
      }
    }
    throw new ImpossibleSchema("no type of " + type + " has an instance in bounds.");
  }

  private JsonNode ofType(String type, ObjectNode schema, int depth) throws ImpossibleSchema {
    return switch (type) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "string" -> TextNode.valueOf(StringExample.of(schema));
      case "integer" -> NumberExample.of(schema, true);
      case "number" -> NumberExample.of(schema, false);
      case "boolean" -> BooleanNode.TRUE;
      case "null" -> NullNode.instance;
      default -> throw new ImpossibleSchema("'" + type + "' is not a type.");
    };
  }

  private static String guessedType(ObjectNode schema) {
    if (schema.has("properties") || schema.has("required") || schema.has("minProperties")) {
      return "object";
    }
    if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) {
      return "array";
    }
    return schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf")
        ? "number"
        : "string";
  }

  private ObjectNode object(ObjectNode schema, int depth) throws ImpossibleSchema {
    JsonNode properties = schema.path("properties");
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    Set<String> names = new LinkedHashSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    int optional = schema.path("minProperties").asInt() - required.size();
    ObjectNode object = NODES.objectNode();
    for (String name : names) {
      if (required.remove(name) || optional-- > 0) {
        object.set(name, make(properties.path(name), depth + 1));
      }
    }
    for (String name : required) {
      object.set(name, make(schema.path("additionalProperties"), depth + 1));
    }
    return object;
  }

  private ArrayNode array(ObjectNode schema, int depth) throws ImpossibleSchema {
    int size = schema.path("minItems").asInt();
    if (size > MAX_ITEMS) {
      throw new ImpossibleSchema("minItems: " + size + " (expected: <= " + MAX_ITEMS + ")");
    }
    JsonNode first = schema.path("prefixItems");
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < size; i++) {
      array.add(make(i < first.size() ? first.path(i) : schema.path("items"), depth + 1));
    }
    return array;
  }
}
