package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who answers when the first candidate does not. */
class FallbackTest {
  private static final String REQUEST = OpenAi.ask("first", "hi");

  private final CountDownLatch never = new CountDownLatch(1);
  private final FakeVendor alpha = FakeVendor.start();
  private final FakeVendor beta = FakeVendor.start().answer(OpenAi.says("from beta"));
  private final FakeVendor gamma = FakeVendor.start().answer(OpenAi.says("from gamma"));

  @AfterEach
  void stopVendors() {
    never.countDown();
    alpha.close();
    beta.close();
    gamma.close();
  }

  /** One model at alpha and beta, and a second one at gamma to fall back on. */
  private Gateway gateway(String routing) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", alpha)
                .provider("beta", beta)
                .provider("gamma", gamma)
                .modelWith("first", "timeout: 500ms", "alpha", "beta")
                .model("second", "gamma")
                .model("third", "beta")
                .alias("nickname", "second"))
        .gateway(
            "routing: {fallback-chain: [second, third], "
                + routing
                + "}\nretries: {server: {pause: 1ms}, network: {pause: 1ms}}\n")
        .start();
  }

  private static void assertAnswered(
      HttpResponse<String> answer, String by, int attempts, int fallbacks) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(answer).at("/choices/0/message/content").asText())
        .isEqualTo("from " + by);
    assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue(by);
    assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("" + attempts);
    assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("" + fallbacks);
  }

  @Test
  void firstDeploymentAnswersIfItCan() {
    alpha.answer(OpenAi.says("from alpha"));
    try (Gateway gateway = gateway("retries: 0")) {
      assertAnswered(gateway.chat(REQUEST), "alpha", 1, 0);
    }
  }

  @Test
  void nextDeploymentAnswersWhateverTheFaultOfTheFirst() {
    Answer[] faults = {
      OpenAi.fails(500, "boom"),
      OpenAi.fails(503, "overloaded"),
      OpenAi.fails(429, "slow down"),
      OpenAi.fails(401, "bad key"),
      OpenAi.fails(402, "no credit"),
      OpenAi.fails(403, "not yours"),
      OpenAi.fails(404, "no such model"),
      OpenAi.fails(408, "too slow"),
      OpenAi.fails(529, "overloaded"),
      Answer.json(200, OpenAi.error("an error all the same")),
      Answer.json(200, "no JSON"),
      Answer.json(200, "{}"),
      Answer.json(200, ""),
      Answer.plain(302).header("Location", "http://127.0.0.1:1/"),
      Answer.reset(),
      Answer.plain(200).send("{\"choices\":").thenTruncate(),
      Answer.plain(200).hold(never)
    };
    for (Answer fault : faults) {
      try (FakeVendor faulty = FakeVendor.start().answer(fault);
          Gateway gateway =
              Gateway.withModels(
                      new ModelsYaml()
                          .provider("alpha", faulty)
                          .provider("beta", beta)
                          .modelWith("first", "timeout: 500ms", "alpha", "beta"))
                  .start()) {
        assertAnswered(gateway.chat(REQUEST), "beta", 2, 1);
        assertThat(faulty.requests()).hasSize(1);
      }
    }
  }

  @Test
  void nextDeploymentAnswersForAVendorThatIsDown() {
    try (Gateway gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", "http://127.0.0.1:1", "api-keys: [\"sk-alpha-secret-key\"]")
                    .provider("beta", beta)
                    .model("first", "alpha", "beta"))
            .start()) {
      assertAnswered(gateway.chat(REQUEST), "beta", 2, 1);
    }
  }

  @Test
  void nextModelOfTheChainAnswersWhenNoDeploymentDoes() {
    alpha.answer(OpenAi.fails(500, "boom"));
    try (FakeVendor broken = FakeVendor.start().answer(OpenAi.fails(503, "overloaded"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", alpha)
                        .provider("beta", broken)
                        .provider("gamma", gamma)
                        .model("first", "alpha", "beta")
                        .model("second", "gamma"))
                .gateway("routing: {fallback-chain: [second], retries: 0}\n")
                .start()) {
      HttpResponse<String> answer = gateway.chat(REQUEST);

      assertAnswered(answer, "gamma", 3, 2);
      assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("second");
    }
  }

  @Test
  void transientFaultIsTriedAgainAsOftenAsConfigured() {
    alpha.answer(OpenAi.fails(500, "1"), OpenAi.fails(502, "2"), OpenAi.says("from alpha"));
    try (Gateway gateway = gateway("retries: 2")) {
      assertAnswered(gateway.chat(REQUEST), "alpha", 3, 0);
    }
  }

  @Test
  void retriesCountForEachCandidate() {
    alpha.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = gateway("retries: 1")) {
      assertAnswered(gateway.chat(REQUEST), "beta", 3, 1);
      assertThat(alpha.requests()).hasSize(2);
    }
  }

  @Test
  void faultThatStaysIsNotTriedAgain() {
    alpha.answer(OpenAi.fails(401, "bad key"));
    try (Gateway gateway = gateway("retries: 3")) {
      assertAnswered(gateway.chat(REQUEST), "beta", 2, 1);
      assertThat(alpha.requests()).hasSize(1);
    }
  }

  @Test
  void noMoreModelsThanAllowedAreTried() {
    alpha.answer(OpenAi.fails(500, "boom"));
    try (FakeVendor broken = FakeVendor.start().answer(OpenAi.fails(500, "boom"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", alpha)
                        .provider("broken", broken)
                        .provider("gamma", gamma)
                        .model("first", "alpha")
                        .model("second", "broken")
                        .model("third", "gamma"))
                .gateway(
                    "routing: {fallback-chain: [second, third], retries: 0, max-fallbacks: 1}\n")
                .start()) {
      HttpResponse<String> answer = gateway.chat(REQUEST);

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
      assertThat(gamma.requests()).isEmpty();
    }
  }

  @Test
  void requestBringsFallbacksOfItsOwn() {
    alpha.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = gateway("retries: 0")) {
      assertAnswered(withFallbacks(gateway, "third"), "beta", 2, 1);
      assertAnswered(withFallbacks(gateway, "nickname"), "gamma", 2, 1);
      assertAnswered(withFallbacks(gateway, "nickname, third"), "gamma", 2, 1);
      assertThat(withFallbacks(gateway, "").statusCode()).isEqualTo(502);
    }
  }

  private static HttpResponse<String> withFallbacks(Gateway gateway, String fallbacks) {
    String request = OpenAi.ask("alpha/first", "hi");
    return gateway.chat(request, "x-caravan-cache", "bypass", "x-caravan-fallbacks", fallbacks);
  }

  @Test
  void ownFallbacksMayStandInTheBodyAndDoNotReachTheVendor() {
    alpha.answer(OpenAi.fails(500, "boom"));
    String request =
        OpenAi.ask("alpha/first", "hi")
            .replace("{\"model\"", "{\"caravan\":{\"fallbacks\":[\"third\"]},\"model\"");
    try (Gateway gateway = gateway("retries: 0")) {
      assertAnswered(gateway.chat(request), "beta", 2, 1);
      assertThat(beta.requests()).noneMatch(r -> r.body().contains("caravan"));
    }
  }

  @Test
  void ownFallbackThatDoesNotExistIsTheCallersMistake() {
    try (Gateway gateway = gateway("retries: 0")) {
      HttpResponse<String> answer = gateway.chat(REQUEST, "x-caravan-fallbacks", "secont");

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(Gateway.json(answer).at("/error/message").asText()).contains("second");
    }
  }

  @Test
  void callersMistakeGoesBackAtOnceInTheVendorsWords() {
    alpha.answer(
        Answer.json(
            400,
            "{\"error\":{\"message\":\"temperature must be below 2\",\"type\":"
                + "\"invalid_request_error\",\"param\":\"temperature\",\"code\":\"too_hot\"}}"));
    try (Gateway gateway = gateway("retries: 3")) {
      for (int i = 0; i < 10; i++) {
        HttpResponse<String> answer = gateway.chat(REQUEST);

        assertThat(answer.statusCode()).isEqualTo(400);
        var error = Gateway.json(answer).path("error");
        assertThat(error.path("message").asText()).isEqualTo("temperature must be below 2");
        assertThat(error.path("param").asText()).isEqualTo("temperature");
        assertThat(error.path("code").asText()).isEqualTo("too_hot");
        assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("1");
      }
      assertThat(alpha.requests()).hasSize(10);
      assertThat(beta.requests()).isEmpty();
      assertThat(gamma.requests()).isEmpty();
      assertThat(gateway.stats().path("circuit_breakers").findValuesAsText("first@alpha"))
          .containsExactly("CLOSED");
    }
  }
}
