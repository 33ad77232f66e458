package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The fields of a JSON request, read with OpenAI's words for what is wrong; null is absent. */
final class RequestFields {
  private final JsonNode json;

  RequestFields(JsonNode json) {
    this.json = json;
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  String requiredString(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw invalidType(name, "a string", value);
    }
    return value.textValue();
  }

  boolean bool(String name) {
    JsonNode value = json.path(name);
    if (has(name) && !value.isBoolean()) {
      throw invalidType(name, "a boolean", value);
    }
    return value.booleanValue();
  }

  int integer(String name, int least, int most, int absent) {
    if (!has(name)) {
      return absent;
    }
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber()) {
      throw invalidType(name, "an integer", value);
    }
    if (value.bigIntegerValue().compareTo(BigInteger.valueOf(least)) < 0) {
      throw outOfRange(
          name, "below minimum value", ">= " + least, value, "integer_below_min_value");
    }
    if (!value.canConvertToInt() || value.intValue() > most) {
      throw outOfRange(name, "above maximum value", "<= " + most, value, "integer_above_max_value");
    }
    return value.intValue();
  }

  /** A string, or an array of at most so many strings. */
  List<String> strings(String name, int most) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode value = json.path(name);
    if (value.isTextual()) {
      return List.of(value.textValue());
    }
    if (!value.isArray() || value.size() > most) {
      throw invalidType(name, "a string or an array of at most " + most + " strings", value);
    }
    List<String> strings = new ArrayList<>();
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw invalidType(name, "a string or an array of strings", item);
      }
      strings.add(item.textValue());
    }
    return strings;
  }

  static Refusal missing(String name) {
    return VendorError.badRequest(
            "Missing required parameter: '" + name + "'.", name, "missing_required_parameter")
        .refusal();
  }

  static Refusal invalidType(String name, String expected, JsonNode value) {
    String actual = value.getNodeType().name().toLowerCase(Locale.ROOT);
    return VendorError.badRequest(
            "Invalid type for '" + name + "': expected " + expected + ", but got " + actual + ".",
            name,
            "invalid_type")
        .refusal();
  }

  static Refusal invalidValue(String name, String value, String expected) {
    return VendorError.badRequest(
            "Invalid value for '" + name + "': '" + value + "'. Supported values are: " + expected,
            name,
            "invalid_value")
        .refusal();
  }

  private static Refusal outOfRange(
      String name, String what, String expected, JsonNode value, String code) {
    return VendorError.badRequest(
            String.format(
                "Invalid '%s': integer %s. Expected a value %s, but got %s instead.",
                name, what, expected, value.asText()),
            name,
            code)
        .refusal();
  }
}
