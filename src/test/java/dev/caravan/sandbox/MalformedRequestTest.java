package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedRequestTest extends SandboxTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "{\"model\": \"m\"} x", "{'model': 'm'}"})
  void refusesWhatIsNotAJsonObject(String body) {
    HttpResponse<String> response = send(body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(json(response.body()).at("/error/message").asText()).contains("JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | model",
        "{'model': 7} | model",
        "{'model': 'm'} | messages",
        "{'model': 'm', 'messages': []} | messages",
        "{'model': 'm', 'messages': 'hi'} | messages",
        "{'model': 'm', 'messages': [7]} | messages[0]",
        "{'model': 'm', 'messages': [{'role': 'pope'}]} | messages[0].role",
        "{'model': 'm', 'messages': [{'role': 'user', 'content': 7}]} | messages[0].content",
      })
  void namesTheFieldThatIsWrong(String body, String param) {
    refuses(body.replace('\'', '"'), param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'max_tokens': 0 | max_tokens",
        "'max_tokens': -99999999999 | max_tokens",
        "'max_tokens': 'many' | max_tokens",
        "'max_tokens': 5, 'max_completion_tokens': 5 | max_tokens",
        "'max_completion_tokens': 1.5 | max_completion_tokens",
        "'n': 9 | n",
        "'n': 0 | n",
        "'stream': 'yes' | stream",
        "'stream_options': {'include_usage': true} | stream_options",
        "'stop': 7 | stop",
        "'stop': [7] | stop",
        "'stop': ['a', 'b', 'c', 'd', 'e'] | stop",
        "'tool_choice': 'auto' | tool_choice",
        "'tools': [] | tools",
        "'tools': [{'type': 'x'}] | tools[0].type",
        "'tools': [{'type': 'function', 'function': {'name': 'a b'}}] | tools[0].function.name",
        "'response_format': {'type': 'xml'} | response_format.type",
        "'response_format': {'type': 'json_schema'} | response_format.json_schema.schema",
        "'response_format': {'type': 'json_schema', 'json_schema': {'schema': false}}"
            + " | response_format",
      })
  void namesTheParameterThatIsWrong(String fields, String param) {
    refuses(chat(fields), param);
  }

  private static void refuses(String body, String param) {
    HttpResponse<String> response = send(body);

    JsonNode error = json(response.body()).path("error");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void takesNullAsAbsent() {
    assertThat(
            send(chat("'max_tokens': null, 'n': null, 'stop': null, 'stream': null, 'tools': null"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void refusesAWrongHeaderAndNamesTheRightForm() {
    HttpResponse<String> response = send(chat(""), "x-sandbox", "latency=fast");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).at("/error/param").asText()).isEqualTo("x-sandbox");
    assertThat(json(response.body()).at("/error/message").asText())
        .contains("latency", "\"fast\"", "200ms");
  }

  @Test
  void refusesABodyOverItsBound() throws IOException {
    byte[] mebibyte = new byte[1024 * 1024];
    HttpRequest request =
        request("/v1/chat/completions")
            .POST(HttpRequest.BodyPublishers.ofByteArrays(Collections.nCopies(33, mebibyte)))
            .build();

    HttpResponse<String> response = send(request);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("request_too_large");
  }

  @Test
  void answersDeeplyNestedJsonWithAnError() {
    assertThat(send("[".repeat(100_000)).statusCode()).isEqualTo(400);
  }
}
