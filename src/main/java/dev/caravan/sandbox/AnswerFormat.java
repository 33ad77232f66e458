package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The format of an answer.
 *
 * @param kind text, any JSON object, or JSON by a schema
 * @param example the JSON that is answered to a schema, otherwise null
 */
record AnswerFormat(Kind kind, @Nullable String example) {
  enum Kind {
    TEXT,
    JSON_OBJECT,
    JSON_SCHEMA
  }

  /**
   * @throws Refusal if the format is unknown, or nothing can conform to its schema
   */
  static AnswerFormat of(JsonNode request) {
    JsonNode format = request.path("response_format");
    String type = request.hasNonNull("response_format") ? format.path("type").asText() : "text";
    return switch (type) {
      case "text" -> new AnswerFormat(Kind.TEXT, null);
      case "json_object" -> new AnswerFormat(Kind.JSON_OBJECT, null);
      case "json_schema" ->
          new AnswerFormat(Kind.JSON_SCHEMA, exampleOf(format.path("json_schema")));
      default ->
          throw RequestFields.invalidValue(
              "response_format.type", type, "'json_object', 'json_schema', and 'text'.");
    };
  }

  private static String exampleOf(JsonNode jsonSchema) {
    if (!jsonSchema.hasNonNull("schema")) {
      throw RequestFields.missing("response_format.json_schema.schema");
    }
    try {
      return SchemaExample.of(jsonSchema.path("schema")).toString();
    } catch (ImpossibleSchema e) {
      throw VendorError.badRequest(
              "Invalid schema for response_format '"
                  + jsonSchema.path("name").asText()
                  + "': "
                  + e.getMessage(),
              "response_format",
              "invalid_json_schema")
          .refusal();
    }
  }
}
