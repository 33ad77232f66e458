package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Words a validator's error for the one who wrote the file: what is wrong, what would be right. */
final class SchemaWords {
  private final YamlDocument document;
  private final JsonNode schema;
  private final Predicate<String> secret;

  SchemaWords(YamlDocument document, JsonNode schema, Predicate<String> secret) {
    this.document = document;
    this.schema = schema;
    this.secret = secret;
  }

  Problem problem(com.networknt.schema.Error error) {
    String pointer = error.getInstanceLocation().toString();
    JsonNode limit = fragment(schema, error);
    JsonNode rule = parent(error);
    return switch (error.getKeyword()) {
      case "additionalProperties" -> unknownKey(pointer, String.valueOf(error.getProperty()), rule);
      case "required" -> document.problem(pointer, error.getProperty() + " is missing");
      case "type" -> document.problem(pointer, type(pointer, limit, rule));
      case "enum" -> document.problem(pointer, choice(pointer, limit));
      case "const" ->
          document.problem(
              pointer,
              shown(pointer)
                  + " is refused: "
                  + rule.path("description").asText()
                  + " (expected: "
                  + limit.asText()
                  + ")");
      case "pattern" -> document.problem(pointer, form(pointer, rule));
      case "minimum" -> document.problem(pointer, bound(pointer, "below", ">=", limit));
      case "exclusiveMinimum" -> document.problem(pointer, bound(pointer, "not above", ">", limit));
      case "maximum" -> document.problem(pointer, bound(pointer, "above", "<=", limit));
      case "minLength", "minItems", "minProperties" ->
          document.problem(pointer, "is empty (expected: at least " + limit.asText() + ")");
      case "uniqueItems" -> document.problem(pointer, "says something twice (expected: once each)");
      case "propertyNames" -> badName(pointer, error);
      default -> document.problem(pointer, error.getMessage());
    };
  }

  /** The part of the schema that an error is about. */
  static JsonNode fragment(JsonNode schema, com.networknt.schema.Error error) {
    return schema.at(error.getSchemaLocation().getFragment().toString());
  }

  private JsonNode parent(com.networknt.schema.Error error) {
    return schema.at(Pointers.parent(error.getSchemaLocation().getFragment().toString()));
  }

  private Problem unknownKey(String pointer, String key, JsonNode rule) {
    List<String> known = new ArrayList<>();
    rule.path("properties").fieldNames().forEachRemaining(known::add);
    String path = Pointers.display(Pointers.child(pointer, key));
    String where = path.equals(key) ? "" : path.substring(0, path.length() - key.length() - 1);
    return new Problem(
        document.file(),
        document.line(Pointers.child(pointer, key)),
        (where.isEmpty() ? "" : where + ": ")
            + ("unknown key \"" + key + "\" (" + NearestNames.hint(key, known) + ")"));
  }

  private Problem badName(String pointer, com.networknt.schema.Error error) {
    String name = String.valueOf(error.getProperty());
    JsonNode names = fragment(schema, error);
    JsonNode rule = names.has("$ref") ? schema.at(names.get("$ref").asText().substring(1)) : names;
    return new Problem(
        document.file(),
        document.line(Pointers.child(pointer, name)),
        (secret.test(Pointers.child(pointer, name)) ? "a name" : '"' + name + '"') + isNo(rule));
  }

  private String type(String pointer, JsonNode limit, JsonNode rule) {
    JsonNode value = document.at(pointer);
    if (rule.has("pattern") && value.isValueNode() && !value.isNull()) {
      return form(pointer, rule);
    }
    String expected =
        limit.isArray()
            ? items(limit).stream().map(SchemaWords::typeWord).collect(Collectors.joining(" or "))
            : typeWord(limit.asText());
    String found =
        switch (value.getNodeType()) {
          case OBJECT -> "is a mapping";
          case ARRAY -> "is a list";
          case NULL, MISSING -> "has no value";
          case STRING -> shown(pointer) + " is text";
          default -> shown(pointer) + " is " + (value.isBoolean() ? "a boolean" : "a number");
        };
    return found + " (expected: " + expected + ")";
  }

  private static String typeWord(String type) {
    return switch (type) {
      case "object" -> "a mapping";
      case "array" -> "a list";
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "string" -> "text";
      default -> type;
    };
  }

  private String choice(String pointer, JsonNode choices) {
    JsonNode value = document.at(pointer);
    if (value.isNull()) {
      return "has no value (expected: " + String.join(", ", items(choices)) + ")";
    }
    return shown(pointer) + " is not known (expected: " + String.join(", ", items(choices)) + ")";
  }

  private String form(String pointer, JsonNode rule) {
    return shown(pointer) + isNo(rule);
  }

  private static String isNo(JsonNode rule) {
    return " is no "
        + rule.path("title").asText("such value").toLowerCase(Locale.ROOT)
        + " (expected: "
        + String.join(", ", items(rule.path("examples")))
        + ")";
  }

  private String bound(String pointer, String side, String sign, JsonNode limit) {
    return shown(pointer) + " is " + side + " " + limit + " (expected: " + sign + " " + limit + ")";
  }

  private String shown(String pointer) {
    return secret.test(pointer) ? "a value" : document.shown(pointer);
  }

  private static List<String> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
