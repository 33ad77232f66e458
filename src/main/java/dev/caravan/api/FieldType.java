package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** A JSON type of request fields, for checks that name the field. */
@SuppressWarnings("ImmutableEnumChecker") // predicates without state
public enum FieldType {
  TEXT("a string", JsonNode::isTextual),
  FLAG("a boolean", JsonNode::isBoolean),
  NUMBER("a number", JsonNode::isNumber),
  COUNT(
      "an integer of at least 1",
      node -> node.isIntegralNumber() && node.bigIntegerValue().signum() > 0),
  LIST("an array", JsonNode::isArray),
  OBJECT("an object", JsonNode::isObject),
  TEXT_OR_LIST("a string or an array", node -> node.isTextual() || node.isArray()),
  TEXT_OR_OBJECT("a string or an object", node -> node.isTextual() || node.isObject());

  private final String description;
  private final Predicate<JsonNode> accepts;

  FieldType(String description, Predicate<JsonNode> accepts) {
    this.description = description;
    this.accepts = accepts;
  }

  /**
   * Refuses a value that is there and of another type.
   *
   * @throws ApiException 400 naming the field
   */
  public void check(String param, JsonNode value) {
    if (!value.isNull() && !value.isMissingNode() && !accepts.test(value)) {
      throw ApiException.invalidRequest(
          param, param + " must be " + description + ", not " + kindOf(value) + ".");
    }
  }

  /**
   * Refuses a value that is missing, null, or of another type.
   *
   * @throws ApiException 400 naming the field
   */
  public JsonNode require(String param, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      throw ApiException.invalidRequest(
          param, param + ": Field required (expected: " + description + ").");
    }
    check(param, value);
    return value;
  }

  static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "the number " + node.asText();
      default -> "null";
    };
  }
}
