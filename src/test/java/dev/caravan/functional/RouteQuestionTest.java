package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.PolicyYaml;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** POST /v1/route: the decision, and nothing but the decision. */
class RouteQuestionTest {
  private static final String PATH = "/v1/route";
  private static final String SECRET_WORD = "zanzibar";

  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private Gateway.Builder gateway() {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", vendor)
                .provider("beta", vendor)
                .modelWith(
                    "cheap",
                    "price: {currency: USD, input: 1, output: 2}, capabilities: [tools]",
                    "alpha")
                .modelWith(
                    "seeing",
                    "price: {currency: USD, input: 10, output: 20}, capabilities: [vision]",
                    "beta",
                    "alpha")
                .model("unpriced", "alpha")
                .alias("eye", "seeing"))
        .gateway("routing: {default-model: cheap, fallback-chain: [cheap, seeing], retries: 0}\n");
  }

  private Gateway start() {
    Gateway gateway = gateway().start();
    gateway.writeRoute(
        PolicyYaml.FILE,
        new PolicyYaml().rule("picture", "${variable.signals.image}", "seeing").toString());
    gateway.reload();
    assertThat(gateway.problems()).isEmpty();
    return gateway;
  }

  private static JsonNode ask(Gateway gateway, String body, String... headers) {
    HttpResponse<String> answer = gateway.post(PATH, body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Gateway.json(answer);
  }

  @Test
  void tellsTheWholeDecisionWithoutAskingAnybody() {
    try (Gateway gateway = start()) {
      HttpResponse<String> answer =
          gateway.post(
              PATH,
              OpenAi.ask("auto", "what is the capital of " + SECRET_WORD + "?"),
              "x-caravan-tags",
              "feature=search");
      JsonNode decision = Gateway.json(answer);

      assertThat(decision.path("model").asText()).isEqualTo("cheap");
      assertThat(decision.path("provider").asText()).isEqualTo("alpha");
      assertThat(decision.path("fallback_chain"))
          .extracting(JsonNode::asText)
          .containsExactly("seeing");
      assertThat(decision.path("rule").asText()).isEqualTo("default");
      assertThat(decision.path("task").asText()).isNotEmpty();
      assertThat(decision.path("priority").asText()).isEqualTo("balanced");
      assertThat(decision.path("estimated_cost").decimalValue()).isPositive();
      assertThat(decision.path("currency").asText()).isEqualTo("USD");
      assertThat(decision.path("reasoning").asText()).isNotEmpty();
      assertThat(decision.at("/signals/language").asText()).isEqualTo("en");
      assertThat(decision.at("/signals/tags/feature").asText()).isEqualTo("search");
      assertThat(decision.path("candidates"))
          .extracting(each -> each.path("model").asText())
          .contains("cheap", "seeing");
      assertThat(decision.path("candidates"))
          .allSatisfy(
              each -> {
                assertThat(each.path("score").isNumber()).isTrue();
                assertThat(each.has("excluded")).isTrue();
                assertThat(each.path("terms")).hasSize(3);
                assertThat(each.path("estimated_cost").isNumber()).isTrue();
              });
      assertThat(decision.path("deployments"))
          .extracting(each -> each.path("model").asText() + "@" + each.path("provider").asText())
          .containsExactly("cheap@alpha", "seeing@beta", "seeing@alpha");
      assertThat(answer.body()).doesNotContain(SECRET_WORD);
      assertThat(answer.headers().firstValue("x-request-id")).isPresent();
      assertThat(answer.headers().firstValue("x-caravan-rule")).hasValue("default");
    }
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void tellsWhyAModelMayNotAnswer() {
    try (Gateway gateway = start()) {
      JsonNode decision =
          ask(
              gateway,
              """
              {"messages":[{"role":"user","content":[{"type":"text","text":"图里是什么?"},
              {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}
              """);

      assertThat(decision.path("model").asText()).isEqualTo("seeing");
      assertThat(decision.path("rule").asText()).isEqualTo("picture");
      assertThat(decision.at("/signals/language").asText()).isEqualTo("zh");
      assertThat(decision.at("/signals/image").asBoolean()).isTrue();
      JsonNode cheap = candidate(decision, "cheap");
      assertThat(cheap.path("score").asDouble()).isZero();
      assertThat(cheap.path("excluded").asText()).contains("vision");
      assertThat(candidate(decision, "seeing").path("excluded").isNull()).isTrue();
    }
  }

  private static JsonNode candidate(JsonNode decision, String model) {
    for (JsonNode each : decision.path("candidates")) {
      if (each.path("model").asText().equals(model)) {
        return each;
      }
    }
    throw new AssertionError(model + " is no candidate in " + decision);
  }

  @Test
  void knowsTheRequestsOfAllFrontsAndBarePrompts() {
    try (Gateway gateway = start()) {
      String image =
          """
          {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}""";
      assertThat(rule(gateway, "{\"prompt\":\"hi\"}")).isEqualTo("default");
      assertThat(rule(gateway, "{\"input\":\"hi\"}")).isEqualTo("default");
      assertThat(
              rule(
                  gateway,
                  "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"}]}]}"))
          .isEqualTo("picture");
      assertThat(rule(gateway, "{\"messages\":[{\"role\":\"user\",\"content\":[" + image + "]}]}"))
          .isEqualTo("picture");
      assertThat(
              rule(
                  gateway,
                  "{\"system\":\"be short\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
          .isEqualTo("default");
    }
  }

  private static String rule(Gateway gateway, String body) {
    return ask(gateway, body).path("rule").asText();
  }

  @Test
  void aNamedModelIsExplainedToo() {
    try (Gateway gateway = start()) {
      JsonNode decision = ask(gateway, OpenAi.ask("eye", "translate this into French: 你好"));

      assertThat(decision.path("model").asText()).isEqualTo("seeing");
      assertThat(decision.path("rule").asText()).isEqualTo("explicit-model");
      assertThat(decision.path("requested").asText()).isEqualTo("eye");
      assertThat(decision.at("/signals/task").asText()).isEqualTo("translation");
      assertThat(candidate(decision, "cheap").path("score").asDouble()).isPositive();
    }
  }

  @Test
  void whatHasNoPriceHasNoEstimate() {
    try (Gateway gateway = start()) {
      JsonNode decision = ask(gateway, OpenAi.ask("unpriced", "hi"));

      assertThat(decision.path("model").asText()).isEqualTo("unpriced");
      assertThat(decision.path("estimated_cost").isNull()).isTrue();
      assertThat(decision.path("currency").isNull()).isTrue();
      assertThat(candidate(decision, "unpriced").path("estimated_cost").isNull()).isTrue();
    }
  }

  @Test
  void theEstimateIsThatOfTheModelThatIsToldWhereTheNamedOneIsBroken() {
    try (FakeVendor broken = FakeVendor.start().answer(OpenAi.fails(500, "boom"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", vendor)
                        .provider("gamma", broken)
                        .modelWith("cheap", "price: {currency: USD, input: 1, output: 2}", "alpha")
                        .modelWith(
                            "dear",
                            "price: {currency: CNY, input: 100, output: 200},"
                                + " circuit-breaker: {failure-threshold: 1, recovery: 10m}",
                            "gamma"))
                .gateway("routing: {fallback-chain: [cheap], retries: 0}\n")
                .start()) {
      gateway.chat(OpenAi.ask("dear", "hi"));

      JsonNode decision = ask(gateway, OpenAi.ask("dear", "hi"));

      assertThat(decision.path("model").asText()).isEqualTo("cheap");
      assertThat(decision.path("provider").asText()).isEqualTo("alpha");
      assertThat(decision.path("fallback_chain"))
          .extracting(JsonNode::asText)
          .containsExactly("dear");
      assertThat(decision.path("currency").asText()).isEqualTo("USD");
      assertThat(decision.path("estimated_cost"))
          .isEqualTo(candidate(decision, "cheap").path("estimated_cost"));
    }
  }

  @Test
  void errorsAreThoseOfARequest() {
    try (Gateway gateway = start()) {
      assertError(gateway.post(PATH, OpenAi.ask("chep", "hi")), 404, "model_not_found");
      assertError(gateway.post(PATH, "{\"prompt\":7}"), 400, "invalid_request");
      assertError(gateway.post(PATH, "{}"), 400, "invalid_request");
      assertError(gateway.post(PATH, "no json"), 400, "invalid_request");
      assertError(
          gateway.post(PATH, OpenAi.ask("auto", "hi"), "x-caravan-max-cost", "0.0000000001"),
          400,
          "no_model_within_cost");
      assertError(
          gateway.post(PATH, OpenAi.ask("auto", "hi"), "x-caravan-priority", "cheapest"),
          400,
          "invalid_request");
      assertThat(Gateway.json(gateway.get("/admin/requests")).path("data")).isEmpty();
    }
    try (Gateway keyed = gateway().clientKey("sk-client").start()) {
      assertError(keyed.post(PATH, OpenAi.ask("auto", "hi")), 401, "invalid_api_key");
      assertThat(
              keyed
                  .post(PATH, OpenAi.ask("auto", "hi"), "Authorization", "Bearer sk-client")
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private static void assertError(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo(code);
  }

  @Test
  void changesNothing() {
    try (Gateway gateway = start()) {
      gateway.chat(OpenAi.ask("auto", "once"));
      JsonNode before = gateway.stats();
      double counted = gateway.metric("caravan_request_duration_seconds_count");

      for (int i = 0; i < 3; i++) {
        ask(gateway, OpenAi.ask("auto", "once"));
        gateway.post(PATH, OpenAi.ask("nobody", "once"));
      }

      assertThat(gateway.metric("caravan_request_duration_seconds_count")).isEqualTo(counted);
      assertThat(gateway.stats().path("calls")).isEqualTo(before.path("calls"));
      assertThat(gateway.stats().path("cached_answers")).isEqualTo(before.path("cached_answers"));
      assertThat(Gateway.json(gateway.get("/admin/requests")).path("data")).hasSize(1);
      assertThat(gateway.chat(OpenAi.ask("auto", "twice")).headers().firstValue("x-caravan-cache"))
          .hasValue("miss");
      ask(gateway, OpenAi.ask("auto", "thrice"));
      assertThat(gateway.chat(OpenAi.ask("auto", "thrice")).headers().firstValue("x-caravan-cache"))
          .hasValue("miss");
    }
  }

  @Test
  void everyRequestKeepsItsDecision() {
    try (Gateway gateway = start()) {
      HttpResponse<String> answer =
          gateway.chat(
              OpenAi.ask("auto", "what is " + SECRET_WORD + "?"), "x-caravan-explain", "true");
      String id = answer.headers().firstValue("x-request-id").orElseThrow();

      HttpResponse<String> kept = gateway.get("/admin/requests/" + id);
      JsonNode decision = Gateway.json(kept).path("decision");

      assertThat(decision.path("model").asText()).isEqualTo("cheap");
      assertThat(decision.path("rule").asText()).isEqualTo("default");
      assertThat(decision.at("/signals/language").asText()).isEqualTo("en");
      assertThat(candidate(decision, "cheap").path("terms")).hasSize(3);
      assertThat(kept.body()).doesNotContain(SECRET_WORD);
      JsonNode told = Gateway.json(answer).path("caravan");
      assertThat(told.path("signals")).isEqualTo(decision.path("signals"));
      assertThat(told.path("candidates")).isEqualTo(decision.path("candidates"));
      assertThat(told.path("estimated_cost")).isEqualTo(decision.path("estimated_cost"));
      assertThat(told.path("estimated_currency").asText()).isEqualTo("USD");
    }
  }
}
