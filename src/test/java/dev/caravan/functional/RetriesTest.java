package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a failure leads to by its class, seen from both sides of the gateway. */
class RetriesTest {
  private static final String REQUEST = OpenAi.ask("model", "hi");
  private static final String QUICK =
      """
      routing: {fallback-chain: [other], retries: 2}
      retries:
        rate-limit: {pause: 1ms}
        overloaded: {pause: 1ms}
        server: {pause: 1ms}
        network: {pause: 1ms}
      cache: {exact: {enabled: false}}
      """;
  private static final Answer LIMITED = OpenAi.fails(429, "slow down");
  private static final Answer REFUSED = OpenAi.fails(401, "bad key");

  private final CountDownLatch never = new CountDownLatch(1);
  private final FakeVendor alpha = FakeVendor.start();
  private final FakeVendor beta = FakeVendor.start().answer(OpenAi.says("from beta"));

  @AfterEach
  void stopVendors() {
    never.countDown();
    alpha.close();
    beta.close();
  }

  /** The model at alpha, with these keys, and another one at beta. */
  private ModelsYaml models(String fields, String... keys) {
    return new ModelsYaml()
        .provider("alpha", alpha.baseUrl(), "api-keys: [" + String.join(", ", keys) + "]")
        .provider("beta", beta)
        .modelWith("model", fields, "alpha")
        .modelWith("other", "context-window: 200000", "beta");
  }

  private Gateway gateway(String fields, String... keys) {
    return Gateway.withModels(models(fields, keys)).gateway(QUICK).start();
  }

  private static void assertAnswered(HttpResponse<String> answer, String by, int attempts) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Gateway.json(answer).at("/choices/0/message/content").asText())
        .isEqualTo("from " + by);
    assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("" + attempts);
  }

  private List<String> keysAtAlpha() {
    return alpha.requests().stream().map(r -> r.headers().get("Authorization")).toList();
  }

  private static String state(Gateway gateway) {
    return gateway.stats().path("circuit_breakers").path("model@alpha").asText();
  }

  @Test
  void rateLimitedKeyIsFollowedByTheOtherKeysOfTheProviderAtOnce() {
    alpha.answer(LIMITED, LIMITED, OpenAi.says("from alpha"));
    try (Gateway gateway = gateway("", "sk-1", "sk-2", "sk-3")) {
      assertAnswered(gateway.chat(REQUEST), "alpha", 3);
      assertThat(keysAtAlpha())
          .containsExactlyInAnyOrder("Bearer sk-1", "Bearer sk-2", "Bearer sk-3");
    }
  }

  @Test
  void onlyKeyOfAProviderIsUsedAgainAfterThePauseAndThenTheNextModelAnswers() {
    alpha.answer(LIMITED, OpenAi.says("from alpha"), LIMITED);
    try (Gateway gateway = gateway("", "sk-1")) {
      assertAnswered(gateway.chat(REQUEST), "alpha", 2);
      assertAnswered(gateway.chat(REQUEST), "beta", 3);
      assertThat(alpha.requests()).hasSize(4);
    }
  }

  @Test
  void retryAfterThatTheDeadlineDoesNotAllowIsNotWaitedFor() {
    alpha.answer(OpenAi.fails(429, "slow down").header("Retry-After", "40"));
    try (Gateway gateway = gateway("", "sk-1")) {
      assertAnswered(gateway.chat(REQUEST), "beta", 2);
      assertThat(alpha.requests()).hasSize(1);
    }
  }

  @Test
  void retryAfterReachesTheClientWhereNobodyElseCouldBeAsked() {
    alpha.answer(OpenAi.fails(429, "slow down").header("Retry-After", "40"));
    try (Gateway gateway = gateway("", "sk-1")) {
      HttpResponse<String> answer = gateway.chat(REQUEST, "x-caravan-fallbacks", "");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).hasValue("40");
    }
  }

  @Test
  void refusedKeyIsReplacedAtOnceAndNotUsedByLaterCalls() {
    alpha.answer(REFUSED, OpenAi.says("from alpha"));
    try (Gateway gateway = gateway("", "sk-1", "sk-2", "sk-3")) {
      assertAnswered(gateway.chat(REQUEST), "alpha", 2);
      String refused = keysAtAlpha().getFirst();
      for (int i = 0; i < 6; i++) {
        assertAnswered(gateway.chat(REQUEST), "alpha", 1);
      }
      assertThat(keysAtAlpha()).hasSize(8);
      assertThat(keysAtAlpha().subList(1, 8)).doesNotContain(refused);
    }
  }

  @Test
  void refusedKeyOutlivesALiveEdit() {
    alpha.answer(REFUSED, OpenAi.says("from alpha"));
    try (Gateway gateway = gateway("", "sk-1", "sk-2")) {
      gateway.chat(REQUEST);
      String refused = keysAtAlpha().getFirst();
      gateway.reload();
      gateway.chat(REQUEST);
      gateway.chat(REQUEST);
      assertThat(keysAtAlpha().subList(1, 4)).doesNotContain(refused);
    }
  }

  @Test
  void refusedKeyDoesNotOpenTheBreakerWhileAnotherOneIsWell() {
    alpha.answer(REFUSED, OpenAi.says("from alpha"), LIMITED, OpenAi.says("from alpha"));
    String eager = "circuit-breaker: {failure-threshold: 1, recovery: 10m}";
    try (Gateway gateway = gateway(eager, "sk-1", "sk-2", "sk-3")) {
      assertAnswered(gateway.chat(REQUEST), "alpha", 2);
      assertAnswered(gateway.chat(REQUEST), "alpha", 2);
      assertThat(state(gateway)).isEqualTo("CLOSED");
    }
  }

  @Test
  void allKeysRefusedIsTheGatewaysOwnTroubleAndNamesNoKey() {
    alpha.answer(REFUSED);
    try (Gateway gateway = gateway("", "sk-first-secret", "sk-second-secret")) {
      HttpResponse<String> answer = gateway.chat(REQUEST, "x-caravan-fallbacks", "");
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("upstream_credentials").doesNotContain("sk-");
      assertThat(alpha.requests()).hasSize(2);
    }
  }

  @Test
  void providerWhoseKeysWereAllRefusedIsAskedLastByLaterCalls() {
    alpha.answer(REFUSED);
    try (Gateway gateway = gateway("", "sk-1", "sk-2")) {
      assertAnswered(gateway.chat(REQUEST), "beta", 3);
      assertAnswered(gateway.chat(REQUEST), "beta", 1);
    }
  }

  @Test
  void promptThatIsTooLongIsAskedAtALargerWindowOnly() {
    String tooLong =
        "{\"error\":{\"message\":\"This model's maximum context length is 100 tokens.\","
            + "\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}";
    alpha.answer(Answer.json(400, tooLong));
    try (FakeVendor small = FakeVendor.start().answer(OpenAi.says("from small"));
        Gateway gateway =
            Gateway.withModels(
                    models("context-window: 1000", "sk-1")
                        .provider("small", small)
                        .modelWith("small", "context-window: 1000", "small"))
                .gateway(QUICK.replace("[other]", "[small, other]"))
                .start()) {
      assertAnswered(gateway.chat(REQUEST), "beta", 2);
      assertThat(small.requests()).isEmpty();

      HttpResponse<String> alone = gateway.chat(REQUEST, "x-caravan-fallbacks", "small");
      assertThat(alone.statusCode()).isEqualTo(400);
      assertThat(alone.body()).contains("context_length_exceeded");
      assertThat(state(gateway)).isEqualTo("CLOSED");
    }
  }

  @Test
  void refusedContentGoesToTheModelThatIsNamedForIt() {
    String filtered =
        "{\"error\":{\"message\":\"The prompt was filtered.\",\"type\":null,"
            + "\"code\":\"content_filter\"}}";
    alpha.answer(Answer.json(400, filtered));
    try (Gateway gateway = gateway("", "sk-1")) {
      HttpResponse<String> answer = gateway.chat(REQUEST);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("content_filter");
      assertThat(beta.requests()).isEmpty();

      gateway.writeConfig(
          "gateway.yaml",
          QUICK.replace("retries: 2}", "retries: 2, content-policy-fallback: other}"));
      gateway.reload();
      assertAnswered(gateway.chat(REQUEST), "beta", 2);
    }
  }

  @Test
  void streamThatBeginsTooSlowlyIsLeftForTheNextAndNothingOfItIsSeen() {
    alpha.answer(Answer.stream().send(OpenAi.role()).send(OpenAi.delta("slow ")).hold(never));
    beta.answerOnly(OpenAi.streams("from ", "beta"));
    try (Gateway gateway = gateway("min-token-rate: {tokens: 5, within: 200ms}", "sk-1")) {
      HttpResponse<String> answer = gateway.chat(OpenAi.askForStream("model", "hi"));
      assertThat(answer.body()).contains("from ", "beta", "[DONE]").doesNotContain("slow");
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
    }
  }

  @Test
  void streamThatDoesNotEndIsCutWithATypedError() {
    Answer endless = Answer.stream().send(OpenAi.role());
    for (int i = 0; i < 200_000; i++) {
      endless.send(OpenAi.delta("and on "));
    }
    alpha.answer(endless.hold(never));
    try (Gateway gateway = gateway("stream-timeout: 300ms", "sk-1")) {
      HttpResponse<String> answer = gateway.chat(OpenAi.askForStream("model", "hi"));
      assertThat(answer.body()).contains("and on ").contains("upstream_failed");
      assertThat(answer.body()).doesNotContain("[DONE]");
    }
  }

  @Test
  void everyDecisionIsInTheRecordOfTheCall() {
    alpha.answer(OpenAi.fails(500, "boom"), LIMITED);
    try (Gateway gateway = gateway("", "sk-1")) {
      HttpResponse<String> answer = gateway.chat(REQUEST);
      assertAnswered(answer, "beta", 3);
      String id = answer.headers().firstValue("x-request-id").orElseThrow();
      JsonNode record = Gateway.json(gateway.get("/admin/requests/" + id));
      assertThat(record.path("tries"))
          .extracting(t -> t.path("result").asText() + " " + t.path("then").asText())
          .containsExactly("server retry", "rate_limit next", "answered null");
      assertThat(record.path("charges")).hasSize(1);
      assertThat(record.at("/charges/0/purpose").asText()).isEqualTo("answer");
    }
  }

  @Test
  void clientThatHangsUpInThePauseOfARetryIsNotWaitedFor() throws Exception {
    alpha.answer(OpenAi.fails(429, "slow down").header("Retry-After", "3000"));
    try (Gateway gateway = gateway("", "sk-1")) {
      try (var client =
          RawClient.post(
              gateway.port(),
              "/v1/chat/completions",
              OpenAi.ask("model", "hi"),
              "x-caravan-deadline-ms: 86400000")) {
        alpha.awaitRequests(1);
      }
      Awaitility.await()
          .until(() -> gateway.metric("caravan_request_duration_seconds_count", "gone") == 1);
      gateway.awaitIdle();
      assertThat(alpha.requests()).hasSize(1);
      assertThat(beta.requests()).isEmpty();
    }
  }

  @Test
  void refusedKeysStayRefusedKeysWhenTheBreakerHasOpenedOverThem() {
    alpha.answer(REFUSED);
    String eager = "circuit-breaker: {failure-threshold: 2, recovery: 10m}";
    try (Gateway gateway = gateway(eager, "sk-1")) {
      for (int i = 0; i < 4; i++) {
        HttpResponse<String> answer = gateway.chat(REQUEST, "x-caravan-fallbacks", "");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("upstream_credentials");
      }
      assertThat(state(gateway)).isEqualTo("OPEN");
      assertThat(alpha.requests()).hasSize(2);
    }
  }

  @Test
  void modelsThatDoNotExistDoNotTakeTheirProviderAway() {
    alpha.answer(OpenAi.fails(404, "no such model"));
    try (Gateway gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", alpha.baseUrl(), "api-keys: [sk-1], any-model: true")
                    .provider("beta", beta)
                    .model("model", "beta"))
            .gateway(QUICK.replace("[other]", "[]"))
            .start()) {
      for (int i = 0; i < 8; i++) {
        assertThat(gateway.chat(OpenAi.ask("alpha/typo", "hi")).statusCode()).isEqualTo(502);
      }
      assertThat(alpha.requests()).hasSize(8);
    }
  }
}
