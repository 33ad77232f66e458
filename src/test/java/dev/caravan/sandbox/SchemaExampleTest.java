package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaExampleTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "{}",
        "{'type': 'string'}",
        "{'type': 'string', 'minLength': 20}",
        "{'type': 'string', 'maxLength': 3}",
        "{'type': 'string', 'maxLength': 0}",
        "{'type': 'string', 'format': 'date-time'}",
        "{'type': 'string', 'format': 'date'}",
        "{'type': 'string', 'format': 'time'}",
        "{'type': 'string', 'format': 'duration'}",
        "{'type': 'string', 'format': 'email'}",
        "{'type': 'string', 'format': 'hostname'}",
        "{'type': 'string', 'format': 'ipv4'}",
        "{'type': 'string', 'format': 'ipv6'}",
        "{'type': 'string', 'format': 'uri'}",
        "{'type': 'string', 'format': 'uuid'}",
        "{'type': 'integer'}",
        "{'type': 'integer', 'minimum': 3.5}",
        "{'type': 'integer', 'exclusiveMinimum': 3}",
        "{'type': 'integer', 'maximum': -3}",
        "{'type': 'integer', 'exclusiveMaximum': -3}",
        "{'type': 'integer', 'minimum': 10, 'multipleOf': 7}",
        "{'type': 'number', 'exclusiveMinimum': 0, 'exclusiveMaximum': 1}",
        "{'type': 'number', 'minimum': 1.1, 'multipleOf': 0.25}",
        "{'type': 'number', 'maximum': -1.5}",
        "{'minimum': 5}",
        "{'type': 'boolean'}",
        "{'type': 'null'}",
        "{'type': ['string', 'null']}",
        "{'enum': ['red', 'green']}",
        "{'type': 'string', 'enum': ['red', 'green']}",
        "{'const': {'a': [1]}}",
        "{'type': 'array', 'items': {'type': 'integer'}}",
        "{'type': 'array', 'items': {'type': 'integer', 'minimum': 2}, 'minItems': 3}",
        "{'type': 'array', 'prefixItems': [{'type': 'null'}], 'items': {'type': 'string'},"
            + " 'minItems': 2}",
        "{'type': 'object'}",
        "{'type': 'object', 'properties': {'a': {'type': 'string'}, 'b': {'type': 'object',"
            + " 'properties': {'c': {'type': 'array', 'items': {'type': 'number'},"
            + " 'minItems': 1}}, 'required': ['c']}}, 'required': ['b', 'a'],"
            + " 'additionalProperties': false}",
        "{'type': 'object', 'required': ['x'], 'additionalProperties': {'type': 'integer'}}",
        "{'properties': {'a': {}, 'b': {'type': 'null'}}, 'minProperties': 2, 'type': 'object'}",
        "{'$ref': '#/$defs/name', '$defs': {'name': {'type': 'string', 'minLength': 9}}}",
        "{'$ref': '#/definitions/a~1b%20c', 'definitions': {'a/b c': {'type': 'integer'}}}",
        "{'type': 'object', 'properties': {'next': {'anyOf': [{'$ref': '#'}, {'type': 'null'}]}},"
            + " 'required': ['next']}",
        "{'$ref': '#/$defs/tree', '$defs': {'tree': {'type': 'object', 'properties': {'children':"
            + " {'type': 'array', 'items': {'$ref': '#/$defs/tree'}}}, 'required': ['children']}}}",
        "{'type': 'object', 'properties': {'next': {'type': ['object', 'null'],"
            + " 'properties': {'x': {'$ref': '#'}}, 'required': ['x']}}, 'required': ['next']}",
        "{'anyOf': [{'type': 'integer', 'minimum': 4}, {'type': 'string'}]}",
        "{'anyOf': [false, {'type': 'string'}]}",
        "{'oneOf': [{'type': 'object', 'properties': {'kind': {'const': 'a'}},"
            + " 'required': ['kind']}, {'type': 'null'}]}",
        "{'type': 'object', 'properties': {'id': {'type': 'integer'}, 'x': {'type': 'string'}},"
            + " 'required': ['id'], 'anyOf': [{'required': ['x']}]}",
        "{'allOf': [{'type': 'object', 'properties': {'a': {'type': 'string'}},"
            + " 'required': ['a']}, {'properties': {'a': {'minLength': 12}, 'b': {'const': 1}},"
            + " 'required': ['b']}]}",
        "{'allOf': [{'type': ['integer', 'null'], 'minimum': 2}, {'type': 'integer', 'minimum': 5}]}",
        "{'type': 'object', 'properties': {'城市': {'enum': ['北京', '上海']}}, 'required': ['城市']}"
      })
  void makesAnInstanceThatConforms(String schema) throws Exception {
    JsonNode json = json(schema);

    JsonNode example = SchemaExample.of(json);

    JsonNode sent = JSON.readTree(example.toString());
    assertThat(
            REGISTRY
                .getSchema(json)
                .validate(
                    sent,
                    context ->
                        context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as("%s for %s", sent, schema)
        .isEmpty();
    assertThat(SchemaExample.of(json)).isEqualTo(example);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'enum': ['b', 'a']} | \"b\"",
        "{'const': 7} | 7",
        "{'anyOf': [{'type': 'integer'}, {'type': 'null'}]} | 0",
        "{'type': 'object', 'properties': {'a': {}, 'b': {'type': 'null'}}, 'required': ['b']}"
            + " | {\"b\":null}",
        "{'type': 'object', 'properties': {'n': {'anyOf': [{'$ref': '#'}, {'type': 'null'}]}},"
            + " 'required': ['n']} | {\"n\":null}"
      })
  void makesTheSmallestInstance(String schema, String example) throws Exception {
    assertThat(SchemaExample.of(json(schema))).hasToString(example);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "false",
        "7",
        "{'enum': []}",
        "{'type': 'colour'}",
        "{'$ref': '#/$defs/none'}",
        "{'$ref': 'https://example.com/schema'}",
        "{'$ref': '#'}",
        "{'type': 'object', 'properties': {'a': {'$ref': '#'}}, 'required': ['a']}",
        "{'type': 'object', 'properties': {'a': {'$ref': '#'}, 'b': {'$ref': '#'}},"
            + " 'required': ['a', 'b']}",
        "{'anyOf': [{'$ref': '#'}, {'$ref': '#'}]}",
        "{'type': 'array', 'items': {'$ref': '#'}, 'minItems': 900}",
        "{'type': 'array', 'minItems': 1000000000}",
        "{'type': 'string', 'minLength': 1000000000}",
        "{'type': 'string', 'minLength': 5, 'maxLength': 4}",
        "{'type': 'integer', 'minimum': 5, 'maximum': 4}",
        "{'type': 'integer', 'exclusiveMinimum': 4, 'exclusiveMaximum': 5}"
      })
  void refusesASchemaWithoutAnInstanceInBounds(String schema) {
    assertThatThrownBy(() -> SchemaExample.of(json(schema)))
        .isInstanceOf(ImpossibleSchema.class)
        .hasMessageMatching(".+");
  }

  @Test
  void doesNotFollowAnEndlessNumber() throws Exception {
    assertThat(SchemaExample.of(json("{'type': 'integer', 'minimum': 1e999999}")).isNumber())
        .isTrue();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
