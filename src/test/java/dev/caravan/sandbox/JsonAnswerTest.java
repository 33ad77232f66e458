package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.TokenCounter;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonAnswerTest extends SandboxTest {
  private static final String SCHEMA =
      """
      'response_format': {'type': 'json_schema', 'json_schema': {'name': 'person', 'strict': true,
        'schema': {'type': 'object', 'properties': {'name': {'type': 'string'},
          'age': {'type': 'integer'}}, 'required': ['name', 'age'],
          'additionalProperties': false}}}""";

  @Test
  void answersWithAJsonObject() {
    JsonNode answer = answer(chat("'response_format': {'type': 'json_object'}"));

    assertThat(json(content(answer)).path("answer").asText()).contains("Hello, caravan!");
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void answersByASchemaAndCountsTheTokens() {
    JsonNode answer = answer(chat(SCHEMA), "x-sandbox", "tokens=500");

    assertThat(content(answer)).isEqualTo("{\"name\":\"sandbox\",\"age\":0}");
    assertThat(answer.at("/usage/completion_tokens").asInt())
        .isEqualTo(TokenCounter.forModel("gpt-4o").count(content(answer)));
  }

  @Test
  void streamsAnAnswerByASchema() {
    List<JsonNode> chunks = chunks(stream(SCHEMA));

    assertThat(content(chunks, 0)).isEqualTo("{\"name\":\"sandbox\",\"age\":0}");
    assertThat(chunks.size()).isGreaterThan(5);
  }

  @Test
  void answersWithPlainTextIfAskedForText() {
    assertThat(content(answer(chat("'response_format': {'type': 'text'}"))))
        .startsWith("This is the Caravan sandbox");
  }
}
