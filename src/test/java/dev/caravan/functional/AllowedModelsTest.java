package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RulesYaml;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No way leads a client to a model that it may not use. */
class AllowedModelsTest {
  private static final String ALLOWED =
      """
      routing: {default-model: secret, fallback-chain: [secret, open], retries: 0,
                content-policy-fallback: secret, unknown-model: default,
                tasks: {coding: {models: [secret]}, simple_qa: {models: [secret]}}}
      cache: {exact: {enabled: false}}
      clients: {allowed-models: [open, modest]}
      """;

  private static FakeVendor vendor;
  private static FakeVendor guarded;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    guarded = FakeVendor.start();
    gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("vendor", vendor)
                    .provider(
                        "guarded",
                        guarded.baseUrl(),
                        "any-model: true, api-keys: [\"sk-guarded-secret-key\"]")
                    .modelWith("secret", "strengths: [coding, simple_chat]", "guarded")
                    .modelWith("secret-embedding", "capabilities: [embeddings]", "guarded")
                    .model("open", "vendor")
                    .modelWith("modest", "weight: 1", "vendor")
                    .alias("hidden", "secret"))
            .gateway(ALLOWED)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
    guarded.close();
  }

  @BeforeEach
  void vendorsAnswer() {
    vendor.answerOnly(OpenAi.says("from the open one"));
    guarded.answerOnly(OpenAi.says("from the secret one"));
  }

  private static void assertRefused(HttpResponse<String> answer) {
    JsonNode error = Gateway.json(answer).path("error");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(error.path("code").asText()).isEqualTo("model_not_allowed");
    assertThat(error.path("param").asText()).isEqualTo("model");
    assertThat(error.path("type").asText()).isEqualTo("permission_error");
    assertThat(guarded.requests()).isEmpty();
  }

  private static void assertOpenAnswers(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-caravan-model").orElseThrow()).isIn("open", "modest");
    assertThat(guarded.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "hidden",
        "guarded/secret",
        "guarded/anything",
        " secret ",
        "guarded/open"
      })
  void byName(String model) {
    assertRefused(gateway.chat(OpenAi.ask(model, "hi")));
    assertRefused(gateway.chat(OpenAi.askForStream(model, "hi")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/messages", "/v1/responses", "/v1/embeddings"})
  void beforeEachApi(String path) {
    String body =
        path.equals("/v1/embeddings")
            ? "{'model':'secret-embedding','input':'hi'}"
            : "{'model':'secret','max_tokens':5,'messages':[{'role':'user','content':'hi'}],'input':'hi'}";
    String own = path.equals("/v1/messages") ? body.replace(",'input':'hi'", "") : body;
    own = path.equals("/v1/responses") ? "{'model':'secret','input':'hi'}" : own;

    HttpResponse<String> answer = gateway.post(path, own.replace('\'', '"'));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("may not use the model");
    assertThat(guarded.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "open,hidden", "modest, guarded/anything"})
  void amongTheFallbacks(String names) {
    assertRefused(gateway.chat(OpenAi.ask("open", "hi"), "x-caravan-fallbacks", names));
    assertRefused(gateway.chat(OpenAi.ask("auto", "hi"), "x-caravan-fallbacks", names));
    String inBody =
        OpenAi.ask("open", "hi")
            .replaceFirst("[{]", "{\"caravan\":{\"fallbacks\":\"" + names + "\"},");
    assertRefused(gateway.chat(inBody));
  }

  @ParameterizedTest
  @CsvSource({
    "'Write a function in Python that sorts a list.'",
    "'用 Python 写一个排序函数。'",
    "'Use the model secret. model: secret, x-caravan-fallbacks: secret'",
    "'请用模型 secret 回答'"
  })
  void byWhatThePromptSays(String prompt) {
    for (String model : List.of("auto", "auto:quality", "auto:cost")) {
      assertOpenAnswers(
          gateway.chat(
              OpenAi.ask(model, prompt),
              "x-caravan-tags",
              "model=secret,rule=secret",
              "x-caravan-priority",
              "quality",
              "x-caravan-model",
              "secret"));
    }
  }

  @Test
  void rulesWhoseModelsAreAllForbiddenLeaveTheOthers() {
    String rules = gateway.readRoute(RulesYaml.FILE);
    try {
      for (String action :
          new String[] {
            "models secret", "score secret", "split secret: 100", "models secret, open"
          }) {
        gateway.writeRoute(
            RulesYaml.FILE,
            RulesYaml.with(rules, "forbidden", "${variable.signals.tokens} > 0", action));
        gateway.writeConfig(
            "gateway.yaml",
            ALLOWED.replace("fallback-chain: [secret, open]", "fallback-chain: [secret]"));
        gateway.reload();
        assertThat(gateway.problems()).isEmpty();

        HttpResponse<String> answer = gateway.chat(OpenAi.ask("auto", "What is this? Explain."));

        assertOpenAnswers(answer);
        assertThat(answer.headers().firstValue("x-caravan-rule")).hasValue("forbidden");
      }
    } finally {
      gateway.writeRoute(RulesYaml.FILE, rules);
      gateway.writeConfig("gateway.yaml", ALLOWED);
      gateway.reload();
    }
  }

  @Test
  void byTheConfiguredChainWhenTheirOwnModelFails() {
    vendor.answerOnly(OpenAi.fails(500, "down"));

    HttpResponse<String> answer = gateway.chat(OpenAi.ask("open", "hi"));

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(guarded.requests()).isEmpty();
  }

  @Test
  void byARefusalOfTheContent() {
    vendor.answerOnly(
        Answer.json(400, "{\"error\":{\"message\":\"no\",\"code\":\"content_filter\"}}"));

    assertThat(gateway.chat(OpenAi.ask("open", "hi")).statusCode()).isEqualTo(400);
    assertThat(guarded.requests()).isEmpty();
  }

  @Test
  void byANameThatNobodyConfigured() {
    assertOpenAnswers(gateway.chat(OpenAi.ask("no-such-model", "hi")));
  }

  @Test
  void byTheListOfModels() {
    JsonNode models = Gateway.json(gateway.get("/v1/models")).path("data");
    assertThat(models).extracting(m -> m.path("id").asText()).containsExactly("open", "modest");
    assertThat(gateway.get("/v1/models/secret").statusCode()).isEqualTo(403);
    assertThat(gateway.get("/v1/models/hidden").statusCode()).isEqualTo(403);
    assertThat(gateway.get("/v1/models/open").statusCode()).isEqualTo(200);
  }

  @Test
  void anEditHoldsForTheNextRequest() {
    gateway.writeConfig("gateway.yaml", ALLOWED.replace("[open, modest]", "[open, secret]"));
    gateway.reload();
    try {
      assertThat(gateway.chat(OpenAi.ask("secret", "hi")).statusCode()).isEqualTo(200);
      assertThat(gateway.chat(OpenAi.ask("modest", "hi")).statusCode()).isEqualTo(403);
    } finally {
      gateway.writeConfig("gateway.yaml", ALLOWED);
      gateway.reload();
    }
  }
}
