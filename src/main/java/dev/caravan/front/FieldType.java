package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.ApiException;
import java.util.Locale;
import java.util.function.Predicate;

/** A JSON type of request fields, for checks that name the field. */
record FieldType(String description, Predicate<JsonNode> accepts) {
  static final FieldType TEXT = new FieldType("a string", JsonNode::isTextual);
  static final FieldType FLAG = new FieldType("a boolean", JsonNode::isBoolean);
  static final FieldType NUMBER = new FieldType("a number", JsonNode::isNumber);
  static final FieldType COUNT =
      new FieldType(
          "an integer of at least 1",
          node -> node.isIntegralNumber() && node.bigIntegerValue().signum() > 0);
  static final FieldType LIST = new FieldType("an array", JsonNode::isArray);
  static final FieldType OBJECT = new FieldType("an object", JsonNode::isObject);
  static final FieldType TEXT_OR_LIST =
      new FieldType("a string or an array", node -> node.isTextual() || node.isArray());
  static final FieldType TEXT_OR_OBJECT =
      new FieldType("a string or an object", node -> node.isTextual() || node.isObject());

  /** Refuses a value that is there and of another type. */
  void check(String param, JsonNode value) {
    if (!value.isNull() && !value.isMissingNode() && !accepts.test(value)) {
      throw wrong(param, value);
    }
  }

  /** Refuses a value that is missing, null, or of another type. */
  JsonNode require(String param, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      throw ApiException.invalidRequest(
          param, param + ": Field required (expected: " + description + ").");
    }
    check(param, value);
    return value;
  }

  private ApiException wrong(String param, JsonNode value) {
    return ApiException.invalidRequest(
        param,
        param
            + " must be "
            + description
            + ", not "
            + (value.isNumber()
                ? "the number " + value.asText()
                : "of type " + value.getNodeType().name().toLowerCase(Locale.ROOT))
            + ".");
  }
}
