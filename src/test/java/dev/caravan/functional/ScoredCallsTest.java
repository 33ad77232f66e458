package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls teach the scores, and what operators and clients set, through the front door. */
class ScoredCallsTest {
  private static final String CODE = "Write a function in Python that reverses a list.";
  private static final String CODE_ZH = "用 Python 写一个反转列表的函数。";
  private static final String SETTINGS =
      """
      routing: {retries: 0, fallback-chain: []%s}
      cache: {exact: {enabled: false}}
      """;

  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stop() {
    vendor.close();
  }

  private Gateway.Builder gateway(String routing) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", vendor)
                .provider("beta", vendor)
                .sharedModel(
                    "terse",
                    "strengths: [coding], price: {currency: USD, input: 1, output: 4}",
                    "alpha",
                    "beta")
                .sharedModel(
                    "chatty",
                    "strengths: [coding], price: {currency: USD, input: 1, output: 1}",
                    "alpha",
                    "beta")
                .modelWith(
                    "other",
                    "strengths: [translation], price: {currency: CNY, input: 900, output: 900}",
                    "alpha"))
        .rule("chatty", "${variable.signals.tag('to')} == 'chatty'", "models chatty")
        .rule("terse", "${variable.signals.tag('to')} == 'terse'", "models terse")
        .rule("score", "${variable.auto} == true", "score")
        .gateway(settings(routing));
  }

  private static String settings(String routing) {
    return SETTINGS.formatted(routing.isEmpty() ? "" : ", " + routing);
  }

  private static String model(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-caravan-model").orElseThrow();
  }

  private void teach(Gateway gateway, String model, int tokens, int times) {
    vendor.answerOnly(
        Answer.json(
            200,
            ChatAnswers.body("x", "{\"prompt_tokens\":10,\"completion_tokens\":" + tokens + "}")));
    for (int i = 0; i < times; i++) {
      assertThat(model(gateway.chat(OpenAi.ask("auto", CODE), "x-caravan-tags", "to=" + model)))
          .isEqualTo(model);
    }
  }

  @Test
  void lengthsOfAnswersAreLearnedAndKeptOverAnEdit() {
    try (Gateway gateway = gateway("").start()) {
      assertThat(model(gateway.chat(OpenAi.ask("auto:cost", CODE)))).isEqualTo("chatty");
      teach(gateway, "chatty", 4_000, 40);
      teach(gateway, "terse", 40, 40);
      assertThat(model(gateway.chat(OpenAi.ask("auto:cost", CODE)))).isEqualTo("terse");
      assertThat(model(gateway.chat(OpenAi.ask("auto:cost", CODE_ZH)))).isEqualTo("terse");

      gateway.writeConfig("gateway.yaml", settings("max-fallbacks: 1"));
      gateway.reload();
      assertThat(gateway.problems()).isEmpty();
      assertThat(model(gateway.chat(OpenAi.ask("auto:cost", CODE)))).isEqualTo("terse");
    }
  }

  @Test
  void answersThatWereCutTeachNothing() {
    try (Gateway gateway = gateway("").start()) {
      String cut =
          ChatAnswers.body("x", "{\"prompt_tokens\":10,\"completion_tokens\":4000}")
              .replace("\"stop\"", "\"length\"");
      assertThat(cut).contains("\"length\"");
      vendor.answerOnly(Answer.json(200, cut));
      for (int i = 0; i < 40; i++) {
        model(gateway.chat(OpenAi.ask("auto", CODE), "x-caravan-tags", "to=chatty"));
      }
      teach(gateway, "terse", 150, 40);

      assertThat(model(gateway.chat(OpenAi.ask("auto:cost", CODE)))).isEqualTo("chatty");
    }
  }

  @Test
  void aConversationStaysWhereItWasAnsweredAlsoOverAnEdit() {
    String sticky = "scoring: {sticky: true, near-equal: 50}";
    try (Gateway gateway = gateway(sticky).start()) {
      Set<String> places = new HashSet<>();
      for (int conversation = 0; conversation < 40; conversation++) {
        places.add(place(gateway.chat(about(conversation))));
      }
      assertThat(places).as("different conversations").hasSizeGreaterThan(1);

      String begun = place(gateway.chat(about(99)));
      for (int turn = 0; turn < 20; turn++) {
        assertThat(place(gateway.chat(about(99)))).isEqualTo(begun);
      }
      gateway.writeConfig("gateway.yaml", settings(sticky + ", max-fallbacks: 1"));
      gateway.reload();
      for (int turn = 0; turn < 20; turn++) {
        assertThat(place(gateway.chat(about(99)))).isEqualTo(begun);
      }
    }
  }

  private static String about(int conversation) {
    return OpenAi.ask("auto:quality", CODE + " Number " + conversation);
  }

  private static String place(HttpResponse<String> answer) {
    return model(answer) + " at " + answer.headers().firstValue("x-caravan-provider").orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "PRIMARY, other, other",
    "PRIMARY, 'other,terse', other",
    "MODEL_PRIORITY, '[\"other\",\"chatty\"]', other",
    "MODEL_CODING, 'terse, other', terse",
    "MODEL_TRANSLATION, other, chatty",
    "FALLBACK, other, chatty"
  })
  void whatTheEnvironmentSaysGoesBeforeScores(String variable, String value, String first) {
    try (Gateway gateway = gateway("priority: cost").environment(variable, value).start()) {
      for (String prompt : new String[] {CODE, CODE_ZH}) {
        assertThat(model(gateway.chat(OpenAi.ask("auto", prompt)))).isEqualTo(first);
        assertThat(model(gateway.chat(OpenAi.ask("chatty", prompt)))).isEqualTo("chatty");
      }
    }
  }

  @Test
  void theNextInTheListIsWalkedToWhereTheFirstIsTooDear() {
    try (Gateway gateway =
        gateway("").environment("MODEL_PRIORITY", "[\"other\",\"terse\",\"chatty\"]").start()) {
      assertThat(model(gateway.chat(OpenAi.ask("auto", CODE), "x-caravan-max-cost", "0.01")))
          .isEqualTo("terse");
      HttpResponse<String> none =
          gateway.chat(OpenAi.ask("auto", CODE), "x-caravan-max-cost", "0.0001");
      JsonNode error = Gateway.json(none).path("error");
      assertThat(none.statusCode()).isEqualTo(400);
      assertThat(error.path("code").asText()).isEqualTo("no_model_within_cost");
      assertThat(error.path("message").asText())
          .matches(
              "No model answers this within 0.0001; the cheapest estimate is 0.000\\d+ USD\\.");
    }
  }

  @Test
  void theModelsOfATaskAreEditedLive() {
    try (Gateway gateway = gateway("priority: cost").start()) {
      assertThat(model(gateway.chat(OpenAi.ask("auto", CODE)))).isEqualTo("chatty");
      gateway.writeConfig(
          "gateway.yaml", settings("priority: cost, tasks: {coding: {models: [terse]}}"));
      gateway.reload();
      assertThat(model(gateway.chat(OpenAi.ask("auto", CODE)))).isEqualTo("terse");
      gateway.writeConfig("gateway.yaml", settings("tasks: {codign: {models: [terse]}}"));
      gateway.reload();
      assertThat(gateway.problems()).singleElement().asString().contains("codign", "coding");
      assertThat(model(gateway.chat(OpenAi.ask("auto", CODE)))).isEqualTo("terse");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "86400001", "1.5"})
  void aWishForAFirstTokenIsMilliseconds(String wish) {
    try (Gateway gateway = gateway("").start()) {
      HttpResponse<String> answer =
          gateway.chat(OpenAi.ask("auto", CODE), "x-caravan-first-token-ms", wish);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(Gateway.json(answer).at("/error/param").asText()).isEqualTo("first_token_ms");
      assertThat(
              gateway
                  .chat(
                      OpenAi.ask("auto", CODE)
                          .replaceFirst(
                              "[{]", "{\"caravan\":{\"first_token_ms\":\"" + wish + "\"},"))
                  .statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void aWishThatNobodyMeetsIsStillAnswered() {
    try (Gateway gateway = gateway("").start()) {
      for (int i = 0; i < 30; i++) {
        model(gateway.chat(OpenAi.ask("auto", CODE), "x-caravan-tags", "to=terse"));
        model(gateway.chat(OpenAi.ask("auto", CODE), "x-caravan-tags", "to=chatty"));
      }
      String wish = "{\"caravan\":{\"first_token_ms\":1,\"max_cost\":0.01},";
      assertThat(model(gateway.chat(OpenAi.ask("auto", CODE).replaceFirst("[{]", wish))))
          .isIn("terse", "chatty");
    }
  }
}
