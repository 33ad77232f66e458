package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for embeddings that are none: 400, with the field that is wrong. */
class EmbeddingsBadInputTest {
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shipped().start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                             | model",
        "{'input': 'a'}                                                 | model",
        "{'model': null, 'input': 'a'}                                  | model",
        "{'model': 'auto', 'input': 'a'}                                | model",
        "{'model': 'auto:cost', 'input': 'a'}                           | model",
        "{'model': 7, 'input': 'a'}                                     | model",
        "{'model': 'gpt-4o', 'input': 'a'}                              | model",
        "{'model': 'sandbox-embedding'}                                 | input",
        "{'model': 'sandbox-embedding', 'input': null}                  | input",
        "{'model': 'sandbox-embedding', 'input': ''}                    | input",
        "{'model': 'sandbox-embedding', 'input': []}                    | input",
        "{'model': 'sandbox-embedding', 'input': 7}                     | input",
        "{'model': 'sandbox-embedding', 'input': {'text': 'a'}}         | input",
        "{'model': 'sandbox-embedding', 'input': ['a', '']}             | input[1]",
        "{'model': 'sandbox-embedding', 'input': ['a', 7]}              | input[1]",
        "{'model': 'sandbox-embedding', 'input': ['a', null]}           | input[1]",
        "{'model': 'sandbox-embedding', 'input': [7, 'a']}              | input[1]",
        "{'model': 'sandbox-embedding', 'input': [7, -1]}               | input[1]",
        "{'model': 'sandbox-embedding', 'input': [7, 1.5]}              | input[1]",
        "{'model': 'sandbox-embedding', 'input': [[1], []]}             | input[1]",
        "{'model': 'sandbox-embedding', 'input': [[1], 'a']}            | input[1]",
        "{'model': 'sandbox-embedding', 'input': [[1], [2, 'a']]}       | input[1][1]",
        "{'model': 'sandbox-embedding', 'input': 'a', 'encoding_format': 'hex'} | encoding_format",
        "{'model': 'sandbox-embedding', 'input': 'a', 'dimensions': 0}  | dimensions",
        "{'model': 'sandbox-embedding', 'input': 'a', 'dimensions': '8'}| dimensions",
        "{'model': 'sandbox-embedding', 'input': 'a', 'user': 7}        | user",
        "{'model': 'sandbox-embedding', 'input': 'a', 'stream': true}   | stream",
      })
  void fieldIsNamed(String body, String param) {
    HttpResponse<String> answer = EmbeddingsApi.embed(gateway, body.replace('\'', '"'));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(EmbeddingsApi.param(answer)).isEqualTo(param);
    assertThat(Gateway.json(answer).at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("0");
  }

  @Test
  void moreThan2048InputsAreRefused() {
    HttpResponse<String> most = EmbeddingsApi.embed(gateway, many(2_048));
    HttpResponse<String> tooMany = EmbeddingsApi.embed(gateway, many(2_049));

    assertThat(most.statusCode()).as(most.body()).isEqualTo(200);
    assertThat(Gateway.json(most).path("data")).hasSize(2_048);
    assertThat(tooMany.statusCode()).isEqualTo(400);
    assertThat(EmbeddingsApi.param(tooMany)).isEqualTo("input");
    assertThat(EmbeddingsApi.message(tooMany)).contains("2049", "2048");
  }

  private static String many(int inputs) {
    return "{\"model\": \"sandbox-embedding\", \"dimensions\": 1, \"input\": [\""
        + String.join("\", \"", Collections.nCopies(inputs, "商队"))
        + "\"]}";
  }

  @Test
  void bodyThatIsNoObjectIsRefused() {
    assertThat(EmbeddingsApi.message(EmbeddingsApi.embed(gateway, "[]"))).contains("\"input\"");
    assertThat(EmbeddingsApi.embed(gateway, "{").statusCode()).isEqualTo(400);
    assertThat(gateway.get("/v1/embeddings").statusCode()).isEqualTo(405);
  }
}
