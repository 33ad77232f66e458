package dev.caravan.functional;

import static dev.caravan.functional.EmbeddingsApi.answers;
import static dev.caravan.functional.EmbeddingsApi.embed;
import static dev.caravan.functional.EmbeddingsApi.floats;
import static dev.caravan.functional.EmbeddingsApi.message;
import static dev.caravan.functional.EmbeddingsApi.param;
import static dev.caravan.functional.EmbeddingsApi.received;
import static dev.caravan.functional.EmbeddingsApi.vectors;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code POST /v1/embeddings} from the client to vendors of OpenAI's dialect and back. */
class EmbeddingsTest {
  private static final String REQUEST = "{\"model\": \"embed\", \"input\": \"商队\"}";
  private static FakeVendor alpha;
  private static FakeVendor beta;
  private static FakeVendor chat;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    alpha = FakeVendor.start();
    beta = FakeVendor.start();
    chat = FakeVendor.start().answer(OpenAi.says("hello"));
    String price = "price: {currency: USD, input: 0.13, output: 0}";
    String breaker = "circuit-breaker: {failure-threshold: 1000, recovery: 30s}";
    String embeds = "capabilities: [embeddings], context-window: 100, " + breaker;
    gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", alpha)
                    .provider("beta", beta)
                    .provider("chatty", chat)
                    .provider("small", alpha.baseUrl(), "quirks: {max-inputs: 2}")
                    .provider("plain", alpha.baseUrl(), "quirks: {unsupported: [encoding_format]}")
                    .modelWith("chat-model", "capabilities: [tools], " + breaker, "chatty")
                    .modelWith("embed", embeds + ", " + price, "alpha", "beta")
                    .modelWith("other-embed", embeds, "beta")
                    .modelWith("batched", embeds + ", " + price, "small")
                    .modelWith("encoded", embeds, "plain")
                    .modelWith("both", "capabilities: [chat, embeddings], " + breaker, "chatty"))
            .gateway(
                """
                routing:
                  {default-model: chat-model, fallback-chain: [chat-model], retries: 0,
                   degraded-reply: later, unknown-model: default}
                """)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    alpha.close();
    beta.close();
    chat.close();
  }

  @BeforeEach
  void forget() {
    alpha.answerOnly(answers(0, 1));
    beta.answerOnly(answers(0, 1));
    chat.answerOnly(OpenAi.says("hello"));
  }

  private static HttpResponse<String> fresh(String body, String... headers) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "x-caravan-cache";
    all[headers.length + 1] = "bypass";
    return embed(gateway, body, all);
  }

  @Test
  void vendorGetsTheRequestAndTheClientTheVendorsBytes() {
    HttpResponse<String> answer =
        fresh(
            """
            {"model": "embed", "input": ["商队", "😀"], "dimensions": 2, "user": "u", "own": 1.0,
             "encoding_format": null, "caravan": {"tags": {"a": "b"}}}
            """
                .replace("[\"商队\", \"😀\"]", "[\"商队\"]"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(vectors(0, 1));
    assertThat(received(alpha, 0).toString())
        .isEqualTo(
            "{\"model\":\"embed\",\"input\":[\"商队\"],\"dimensions\":2,\"user\":\"u\",\"own\":1.0}");
    assertThat(alpha.requests().getFirst().path()).isEqualTo("/embeddings");
    assertThat(alpha.requests().getFirst().headers().get("Authorization"))
        .isEqualTo("Bearer sk-alpha-secret-key");
  }

  @Test
  void costIsThatOfTheTokens() {
    HttpResponse<String> answer = fresh(REQUEST);

    assertThat(answer.headers().firstValue("x-caravan-cost")).hasValue("0.0000013");
    assertThat(answer.headers().firstValue("x-caravan-currency")).hasValue("USD");
    assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("embed");
    assertThat(answer.headers().firstValue("x-caravan-rule")).hasValue("explicit-model");
    JsonNode logged = Gateway.json(gateway.get("/admin/requests?limit=1")).at("/data/0");
    assertThat(logged.path("prompt_tokens").asInt()).isEqualTo(10);
    assertThat(logged.path("completion_tokens").asInt()).isZero();
    assertThat(logged.path("cost").asText()).isEqualTo("0.0000013");
    assertThat(gateway.metric("caravan_tokens_total", "model=\"embed\"", "type=\"prompt\""))
        .isPositive();
  }

  @Test
  void usageIsEstimatedWhereTheVendorGivesNone() {
    alpha.answerOnly(Answer.json(200, "{\"data\": [{\"index\": 0, \"embedding\": [1]}]}"));

    HttpResponse<String> answer = fresh(REQUEST);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode logged = Gateway.json(gateway.get("/admin/requests?limit=1")).at("/data/0");
    assertThat(logged.path("usage_estimated").asBoolean()).isTrue();
    assertThat(logged.path("prompt_tokens").asInt()).isBetween(1, 6);
  }

  @Test
  void sameRequestIsAnsweredFromTheCache() {
    String request = "{\"model\": \"embed\", \"input\": \"kept\"}";
    embed(gateway, request);

    HttpResponse<String> again = embed(gateway, request);

    assertThat(again.headers().firstValue("x-caravan-cache")).hasValue("hit");
    assertThat(again.headers().firstValue("x-caravan-cost")).hasValue("0");
    assertThat(again.body()).isEqualTo(vectors(0, 1));
    assertThat(alpha.requests()).hasSize(1);
  }

  @Test
  void retryWithAnIdempotencyKeyGetsTheFirstAnswer() {
    fresh(REQUEST, "Idempotency-Key", "embed-once");

    HttpResponse<String> again = fresh(REQUEST, "Idempotency-Key", "embed-once");

    assertThat(again.headers().firstValue("x-caravan-cache")).hasValue("hit");
    assertThat(alpha.requests()).hasSize(1);
  }

  @Test
  void otherDeploymentOfTheSameModelAnswersWhereTheFirstFails() {
    alpha.answerOnly(OpenAi.fails(503, "overloaded"));

    HttpResponse<String> answer = fresh(REQUEST);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("beta");
    assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("1");
  }

  @Test
  void noOtherModelAnswersUnlessTheClientNamesIt() {
    alpha.answerOnly(OpenAi.fails(500, "boom"));
    beta.answerOnly(OpenAi.fails(500, "boom"), answers(0, 1));

    HttpResponse<String> failed = fresh(REQUEST);
    HttpResponse<String> named = fresh(REQUEST, "x-caravan-fallbacks", "other-embed");

    assertThat(failed.statusCode()).isEqualTo(502);
    assertThat(failed.headers().firstValue("x-caravan-degraded")).isEmpty();
    assertThat(message(failed)).contains("embed@alpha server", "embed@beta server");
    assertThat(named.statusCode()).isEqualTo(200);
    assertThat(chat.requests()).isEmpty();
  }

  @Test
  void chatModelMakesNoEmbeddings() {
    HttpResponse<String> answer = fresh("{\"model\": \"chat-model\", \"input\": \"hi\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(param(answer)).isEqualTo("model");
    assertThat(message(answer)).contains("chat-model", "embed, other-embed, batched");
    HttpResponse<String> fallback = fresh(REQUEST, "x-caravan-fallbacks", "chat-model");
    assertThat(fallback.statusCode()).isEqualTo(400);
  }

  @Test
  void embeddingModelDoesNotChatUnlessItSaysSo() {
    HttpResponse<String> answer = gateway.chat(OpenAi.ask("embed", "hi"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(param(answer)).isEqualTo("model");
    assertThat(message(answer)).contains("embed makes embeddings only");
    assertThat(gateway.chat(OpenAi.ask("both", "hi")).statusCode()).isEqualTo(200);
    chat.answerOnly(answers(0, 1));
    assertThat(fresh("{\"model\": \"both\", \"input\": \"hi\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void unknownModelIsNotReplacedByTheDefault() {
    HttpResponse<String> answer = fresh("{\"model\": \"embad\", \"input\": \"hi\"}");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(message(answer)).contains("embed");
  }

  @Test
  void longListIsAskedForInParts() {
    alpha.answerOnly(answers(0, 2), answers(2, 2), answers(4, 1));

    HttpResponse<String> answer =
        fresh("{\"model\": \"batched\", \"input\": [\"一\", \"二\", \"三\", \"四\", \"五\"]}");

    JsonNode body = Gateway.json(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      assertThat(body.at("/data/" + i + "/index").asInt()).isEqualTo(i);
      assertThat(floats(body.at("/data/" + i + "/embedding"))).containsExactly(0.5f, (float) i);
    }
    assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(50);
    assertThat(body.path("model").asText()).isEqualTo("vendor-name");
    assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("1");
    assertThat(answer.headers().firstValue("x-caravan-cost")).hasValue("0.0000065");
    assertThat(received(alpha, 1).path("input").toString()).isEqualTo("[\"三\",\"四\"]");
    assertThat(received(alpha, 2).path("input").toString()).isEqualTo("[\"五\"]");
  }

  @Test
  void partThatFailsFailsTheWhole() {
    alpha.answerOnly(answers(0, 2), OpenAi.fails(500, "boom"));

    HttpResponse<String> answer = fresh("{\"model\": \"batched\", \"input\": [[1], [2], [3]]}");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(received(alpha, 0).path("input").toString()).isEqualTo("[[1],[2]]");
  }

  @Test
  void vectorsComeInTheEncodingThatWasAskedFor() {
    HttpResponse<String> encoded =
        fresh("{\"model\": \"encoded\", \"input\": \"a\", \"encoding_format\": \"base64\"}");

    JsonNode vector = Gateway.json(encoded).at("/data/0/embedding");
    assertThat(vector.asText()).isEqualTo("AAAAPwAAAAA=");
    assertThat(received(alpha, 0).has("encoding_format")).isFalse();
    assertThat(Gateway.json(encoded).at("/unknown/a").asInt()).isEqualTo(1);
    assertThat(encoded.headers().firstValue("x-caravan-warnings")).isEmpty();

    alpha.answerOnly(Answer.json(200, encoded.body()));
    HttpResponse<String> decoded = fresh("{\"model\": \"embed\", \"input\": \"a\"}");
    assertThat(Gateway.json(decoded).at("/data/0/embedding").toString()).isEqualTo("[0.5,0.0]");
  }

  @Test
  void inputLongerThanTheModelsWindowIsRefused() {
    String tooLong = "长".repeat(300);
    HttpResponse<String> answer =
        fresh("{\"model\": \"embed\", \"input\": [\"short\", \"" + tooLong + "\"]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(answer).at("/error/code").asText())
        .isEqualTo("context_length_exceeded");
    assertThat(param(answer)).isEqualTo("input[1]");
    assertThat(alpha.requests()).isEmpty();
  }

  @Test
  void vendorsWordOnLengthNamesTheInput() {
    alpha.answerOnly(OpenAi.fails(400, "This model's maximum context length is 8192 tokens"));

    HttpResponse<String> answer = fresh(REQUEST);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(param(answer)).isEqualTo("input");
  }

  @Test
  void answerThatIsNoneIsTheVendorsFault() {
    for (String body :
        new String[] {
          "{}",
          "[]",
          "{\"data\": {}}",
          "{\"data\": []}",
          "{\"data\": [7]}",
          "{\"data\": [{\"index\": 0}]}",
          "{\"error\": {\"message\": \"no\"}}",
          "{\"data\": [{\"index\": 0, \"embedding\": \"%\"}]}"
        }) {
      alpha.answerOnly(Answer.json(200, body));
      beta.answerOnly(Answer.json(200, body));

      assertThat(fresh(REQUEST).statusCode()).as(body).isEqualTo(502);
    }
  }

  @Test
  void explanationIsAddedOnRequest() {
    HttpResponse<String> answer = fresh(REQUEST, "x-caravan-explain", "true");

    assertThat(Gateway.json(answer).at("/caravan/model").asText()).isEqualTo("embed");
    assertThat(floats(Gateway.json(answer).at("/data/0/embedding"))).containsExactly(0.5f, 0f);
  }
}
