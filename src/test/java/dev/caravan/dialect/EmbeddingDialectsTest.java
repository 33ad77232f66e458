package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Quirks;
import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each vendor is asked for vectors, and what becomes of its answer. */
class EmbeddingDialectsTest {
  private static final String REQUEST =
      """
      {'model': 'm', 'input': ['商队', 'b'], 'dimensions': 8, 'user': 'u', 'encoding_format': 'float',
       'task_type': 'RETRIEVAL_QUERY', 'text_type': 'query', 'keep_alive': '5m'}
      """;

  private final Losses losses = new Losses(LossPolicies.STANDARD);

  private static EmbeddingDialect dialect(String name) {
    return EmbeddingDialects.find(name);
  }

  private static Target target(String model, Map<String, String> quirks) {
    return new Target(model, 1, false, "call", 0, new Quirks(quirks));
  }

  private static Target target(String model) {
    return target(model, Map.of());
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) Json.read(text.replace('\'', '"').getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode ask(String dialect, Target target) {
    return dialect(dialect).request(json(REQUEST), target, losses);
  }

  @Test
  void geminiGetsARequestForEachText() {
    Target target = target("gemini-embedding-001");

    ObjectNode body = ask("gemini", target);

    assertThat(body)
        .isEqualTo(
            json(
                """
                {'requests': [
                  {'model': 'models/gemini-embedding-001', 'content': {'parts': [{'text': '商队'}]},
                   'outputDimensionality': 8, 'taskType': 'RETRIEVAL_QUERY'},
                  {'model': 'models/gemini-embedding-001', 'content': {'parts': [{'text': 'b'}]},
                   'outputDimensionality': 8, 'taskType': 'RETRIEVAL_QUERY'}]}
                """));
    assertThat(dialect("gemini").path(target))
        .isEqualTo("/models/gemini-embedding-001:batchEmbedContents");
    assertThat(losses.warnings()).hasSize(2).allMatch(line -> line.contains("ignored"));
  }

  @Test
  void vertexGetsInstances() {
    Target target = target("text-embedding-005", Map.of("embeddings-api", "predict"));

    ObjectNode body = ask("gemini", target);

    assertThat(body)
        .isEqualTo(
            json(
                """
                {'instances': [{'content': '商队', 'task_type': 'RETRIEVAL_QUERY'},
                  {'content': 'b', 'task_type': 'RETRIEVAL_QUERY'}],
                 'parameters': {'outputDimensionality': 8}}
                """));
    assertThat(dialect("gemini").path(target)).isEqualTo("/models/text-embedding-005:predict");
  }

  @Test
  void vertexAnswersWithPredictions() {
    EmbeddingAnswer answer =
        dialect("gemini")
            .answer(
                json(
                    """
                    {'predictions': [
                      {'embeddings': {'values': [0.10], 'statistics': {'token_count': 3}}},
                      {'embeddings': {'values': [0.20], 'statistics': {'token_count': 4}}}]}
                    """),
                json(REQUEST),
                target("m"));

    assertThat(answer.usage()).isEqualTo(Usage.of(7, 0, 0, 0));
    // Numbers keep the vendor's digits.
    assertThat(answer.body().path("data").toString())
        .isEqualTo(
            "[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.10]},"
                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[0.20]}]");
  }

  @Test
  void dashScopeGetsTextsAndParameters() {
    ObjectNode body = ask("dashscope", target("text-embedding-v4"));

    assertThat(body)
        .isEqualTo(
            json(
                """
                {'model': 'text-embedding-v4', 'input': {'texts': ['商队', 'b']},
                 'parameters': {'dimension': 8, 'text_type': 'query'}}
                """));
  }

  @Test
  void dashScopesVectorsAreSortedByTheirTexts() {
    EmbeddingAnswer answer =
        dialect("dashscope")
            .answer(
                json(
                    """
                    {'output': {'embeddings': [{'embedding': [2], 'text_index': 1},
                      {'embedding': [1], 'text_index': 0}]}, 'usage': {'total_tokens': 5}}
                    """),
                json(REQUEST),
                target("text-embedding-v4"));

    assertThat(answer.body().at("/data/0/embedding/0").asInt()).isEqualTo(1);
    assertThat(answer.body().path("usage").toString())
        .isEqualTo("{\"prompt_tokens\":5,\"total_tokens\":5}");
  }

  @Test
  void ollamaIsNotToCutTextsInSilence() {
    ObjectNode body = ask("ollama", target("nomic-embed-text"));

    assertThat(body)
        .isEqualTo(
            json(
                """
                {'model': 'nomic-embed-text', 'input': ['商队', 'b'], 'truncate': false,
                 'dimensions': 8, 'keep_alive': '5m'}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, any, 2048",
    "azure, any, 2048",
    "gemini, any, 100",
    "dashscope, text-embedding-v2, 25",
    "dashscope, text-embedding-v4, 10",
    "ollama, any, 2048"
  })
  void limitIsTheVendorsOrTheQuirks(String dialect, String model, int most) {
    assertThat(dialect(dialect).maxInputs(target(model))).isEqualTo(most);
    assertThat(dialect(dialect).maxInputs(target(model, Map.of("max-inputs", "3")))).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "{},/embeddings",
    "api-version=2024-10-21,/deployments/my%20one/embeddings?api-version=2024-10-21"
  })
  void azureHasItsOwnAddresses(String quirk, String path) {
    String[] parts = quirk.split("=", -1);
    Map<String, String> quirks = parts.length == 2 ? Map.of(parts[0], parts[1]) : Map.of();

    assertThat(dialect("azure").path(target("my one", quirks))).isEqualTo(path);
    assertThat(dialect("azure").headers("k", target("m", quirks))).containsEntry("api-key", "k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemini", "dashscope", "ollama", "openai", "azure"})
  void answerWithoutAllVectorsIsNone(String dialect) {
    for (String body :
        new String[] {
          "{}",
          "{'data': [{'embedding': [1]}]}",
          "{'embeddings': [{'values': [1]}]}",
          "{'embeddings': [[1]]}",
          "{'embeddings': [7, 8]}",
          "{'embeddings': [[], []]}",
          "{'predictions': 7}",
          "{'output': {'embeddings': [{'embedding': [1], 'text_index': 9}]}}",
          "{'output': {'task_status': 'PENDING'}}",
          "{'code': 'InvalidParameter', 'message': 'no'}",
          "{'error': 'no'}"
        }) {
      JsonNode answer = json(body);
      assertThatThrownBy(
              () -> dialect(dialect).answer(answer, json(REQUEST), target("text-embedding-v4")))
          .as(body)
          .isInstanceOf(UpstreamException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gemini | 400 | {'error': {'code': 400, 'message': 'API key not valid.', 'status':"
            + " 'INVALID_ARGUMENT', 'details': [{'reason': 'API_KEY_INVALID'}]}} | AUTHENTICATION",
        "gemini | 400 | {'error': {'code': 400, 'message': 'bad', 'status': 'INVALID_ARGUMENT'}}"
            + " | INVALID_REQUEST",
        "gemini | 429 | {'error': {'code': 429, 'message': 'slow', 'status':"
            + " 'RESOURCE_EXHAUSTED'}} | RATE_LIMIT",
        "dashscope | 401 | {'code': 'InvalidApiKey', 'message': 'no'} | AUTHENTICATION",
        "dashscope | 400 | {'code': 'DataInspectionFailed', 'message': 'no'} | CONTENT_POLICY",
        "dashscope | 400 | {'code': 'Arrearage', 'message': 'no'} | QUOTA",
        "dashscope | 429 | {'code': 'Throttling.RateQuota', 'message': 'no'} | RATE_LIMIT",
        "ollama | 404 | {'error': 'model \"x\" not found'} | NOT_FOUND",
        "ollama | 400 | {'error': 'the input length exceeds the context length'} | CONTEXT_LENGTH",
      })
  void errorHasItsCategory(String dialect, int status, String body, ErrorCategory category) {
    byte[] bytes = json(body.replace("\"", "\\\"")).toString().getBytes(UTF_8);

    assertThat(dialect(dialect).error(status, bytes, name -> null).category()).isEqualTo(category);
  }

  @Test
  void keysGoWhereTheVendorWantsThem() {
    assertThat(dialect("gemini").headers("k", target("m"))).containsEntry("x-goog-api-key", "k");
    assertThat(dialect("gemini").headers("ya29.t", target("m")))
        .containsEntry("Authorization", "Bearer ya29.t");
    assertThat(dialect("dashscope").headers("k", target("m")))
        .containsEntry("Authorization", "Bearer k");
    assertThat(dialect("ollama").headers(null, target("m"))).isEmpty();
  }
}
