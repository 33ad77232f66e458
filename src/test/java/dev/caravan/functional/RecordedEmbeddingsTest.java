package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded exchange about embeddings goes through the gateway on its real path. */
@NeedsRecordings
class RecordedEmbeddingsTest {
  /** Vendors whose own form of embeddings the gateway does not speak, see docs/vendors.md. */
  private static final Set<String> OTHER_FORMS = Set.of("cohere", "bedrock");

  /** Recordings that are filed as embeddings and are something else. */
  private static final Map<String, String> NO_EMBEDDINGS =
      Map.of(
          "openai/embeddings-json-200-na-01.json",
          "a GET of the organisation's usage",
          "qwen-dashscope/embeddings-json-200-text-embedding-async-v2-01.json",
          "the beginning of an asynchronous job on a file: no vectors come");

  /** Vendor, status, a part of the body, then the gateway's status and code; the first fits. */
  private static final List<List<String>> ERRORS =
      List.of(
          List.of("gemini", "404", "", "502 upstream_failed"),
          List.of("gemini-vertex", "401", "", "502 upstream_credentials"),
          List.of("llamacpp", "400", "", "400 invalid_request"),
          List.of("llamacpp", "500", "", "502 upstream_failed"),
          List.of("llamacpp", "501", "", "502 upstream_failed"),
          List.of("mistral", "400", "invalid_model", "502 upstream_failed"),
          List.of("mistral", "400", "Too many inputs", "400 invalid_request"),
          List.of("openai", "400", "", "400 invalid_request"),
          List.of("openai", "401", "", "502 upstream_credentials"),
          List.of("openai", "404", "", "502 upstream_failed"),
          List.of("openrouter", "400", "does not exist", "400 invalid_request"),
          List.of("vllm-hosted", "400", "", "400 invalid_request"),
          List.of("vllm-hosted", "404", "", "502 upstream_failed"));

  private static final List<RecordedEmbedding> EXCHANGES = new ArrayList<>();
  private static FakeVendor vendor;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    exchanges();
    StringBuilder providers = new StringBuilder("providers:\n");
    StringBuilder models = new StringBuilder("models:\n");
    for (int i = 0; i < EXCHANGES.size(); i++) {
      RecordedEmbedding exchange = EXCHANGES.get(i);
      providers.append(exchange.providerYaml("p" + i, vendor.baseUrl()));
      models
          .append("  m%d: {capabilities: [embeddings], deployments: ".formatted(i))
          .append("[{provider: p%d, model: \"%s\"}]}\n".formatted(i, exchange.vendorModel()));
    }
    gateway =
        Gateway.withVendor(vendor.baseUrl())
            .models("" + providers + models)
            .gateway(
                """
                routing: {default-model: m0, fallback-chain: [], retries: 0}
                cache: {exact: {enabled: false}}
                """)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  private static synchronized List<RecordedEmbedding> exchanges() {
    if (EXCHANGES.isEmpty()) {
      Recordings.all(
              r ->
                  r.api().equals("embeddings")
                      && !OTHER_FORMS.contains(r.vendor())
                      && !r.file().equals("openai/embeddings-json-200-na-01.json"))
          .forEach(r -> EXCHANGES.add(new RecordedEmbedding(r)));
    }
    return EXCHANGES;
  }

  private static HttpResponse<String> replay(RecordedEmbedding exchange, ObjectNode request) {
    vendor.answerOnly(Answer.plain(501).send("wrong path"));
    vendor.answer(exchange.path(), Answer.replay(exchange.recording()));
    return EmbeddingsApi.embed(gateway, request.toString());
  }

  private static ObjectNode request(RecordedEmbedding exchange) {
    return exchange.request("m" + EXCHANGES.indexOf(exchange));
  }

  @Test
  void coversEveryRecording() {
    List<String> all =
        Recordings.all(r -> r.api().equals("embeddings")).stream().map(Recording::file).toList();
    long others = all.stream().filter(f -> OTHER_FORMS.contains(f.split("/", 2)[0])).count();

    assertThat(all).containsAll(NO_EMBEDDINGS.keySet());
    assertThat(answers().size() + errors().size() + NO_EMBEDDINGS.size() + others)
        .isEqualTo(all.size());
    assertThat(answers()).hasSizeGreaterThanOrEqualTo(30);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void clientGetsTheVendorsVectors(RecordedEmbedding exchange) {
    HttpResponse<String> answer = replay(exchange, request(exchange));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    if (exchange.dialect().equals("openai") || exchange.dialect().equals("azure")) {
      assertThat(answer.body().strip())
          .isEqualTo(new String(exchange.recording().responseBody(), UTF_8).strip());
      return;
    }
    assertVectors(exchange, answer);
    JsonNode body = Gateway.json(answer);
    assertThat(body.path("object").asText()).isEqualTo("list");
    assertThat(body.path("model").asText()).isEqualTo(exchange.vendorModel());
    int tokens = body.at("/usage/prompt_tokens").asInt();
    assertThat(tokens).isPositive();
    if (exchange.promptTokens() > 0) {
      assertThat(tokens).isEqualTo(exchange.promptTokens());
    }
    assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(tokens);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void clientGetsTheSameVectorsAsBase64(RecordedEmbedding exchange) {
    HttpResponse<String> answer =
        replay(exchange, request(exchange).put("encoding_format", "base64"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Gateway.json(answer).path("data"))
        .allSatisfy(item -> assertThat(item.path("embedding").isTextual()).isTrue());
    assertVectors(exchange, answer);
  }

  private static void assertVectors(RecordedEmbedding exchange, HttpResponse<String> answer) {
    List<List<Float>> vectors = new ArrayList<>();
    for (JsonNode item : Gateway.json(answer).path("data")) {
      assertThat(item.path("object").asText()).isEqualTo("embedding");
      assertThat(item.path("index").asInt()).isEqualTo(vectors.size());
      vectors.add(EmbeddingsApi.floats(item.path("embedding")));
    }
    assertThat(vectors).isEqualTo(exchange.vectors()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void vendorIsAskedForTheSameTexts(RecordedEmbedding exchange) {
    replay(exchange, request(exchange));

    JsonNode received = EmbeddingsApi.received(vendor, 0);
    JsonNode recorded = EmbeddingsApi.json(exchange.recording().requestBody());
    assertThat(vendor.requests()).hasSize(1);
    assertThat(RecordedEmbedding.texts(received)).isEqualTo(RecordedEmbedding.texts(recorded));
    assertThat(vendor.requests().getFirst().path()).isEqualTo(exchange.path());
    if (recorded.path("requests").isArray()) {
      assertThat(received.at("/requests/0/model")).isEqualTo(recorded.at("/requests/0/model"));
    } else {
      assertThat(received.path("model").asText()).isEqualTo(exchange.vendorModel());
      assertThat(received.path("parameters")).isEqualTo(recorded.path("parameters"));
    }
  }

  @ParameterizedTest
  @MethodSource("errors")
  void errorBecomesOneOfTheContract(RecordedEmbedding exchange) {
    HttpResponse<String> answer = replay(exchange, errorRequest(exchange));

    JsonNode error = Gateway.json(answer).path("error");
    assertThat(answer.statusCode() + " " + error.path("code").asText())
        .as(answer.body())
        .isEqualTo(expected(exchange.recording()));
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(answer.body()).doesNotContain("sk-gateway-secret-key", vendor.baseUrl());
  }

  /** Some of the recorded requests would not come as far as the vendor. */
  private static ObjectNode errorRequest(RecordedEmbedding exchange) {
    ObjectNode request = request(exchange);
    request.remove(List.of("dimensions", "encoding_format"));
    return request.put("input", "商队");
  }

  private static String expected(Recording recording) {
    String body = new String(recording.responseBody(), UTF_8);
    return ERRORS.stream()
        .filter(row -> row.get(0).equals(recording.vendor()))
        .filter(row -> row.get(1).equals(Integer.toString(recording.status())))
        .filter(row -> body.contains(row.get(2)))
        .map(row -> row.get(3))
        .findFirst()
        .orElse("a row of the table");
  }

  @Test
  void jobThatHasOnlyBegunIsNoAnswer() {
    RecordedEmbedding job =
        exchanges().stream()
            .filter(e -> NO_EMBEDDINGS.containsKey(e.recording().file()))
            .findFirst()
            .orElseThrow();

    HttpResponse<String> answer = replay(job, request(job).put("input", "商队"));

    assertThat(answer.statusCode()).isEqualTo(502);
  }

  static List<RecordedEmbedding> answers() {
    return exchanges().stream()
        .filter(e -> e.recording().kind().equals("json"))
        .filter(e -> !NO_EMBEDDINGS.containsKey(e.recording().file()))
        .toList();
  }

  static List<RecordedEmbedding> errors() {
    return exchanges().stream().filter(e -> e.recording().kind().equals("error")).toList();
  }
}
