package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The one error that a client sees when nobody answered. */
class GivingUpTest {
  private static final String PLAIN = OpenAi.ask("model", "hi");
  private static final String STREAM = OpenAi.askForStream("model", "hi");

  private final CountDownLatch never = new CountDownLatch(1);
  private final FakeVendor alpha = FakeVendor.start();
  private final FakeVendor beta = FakeVendor.start();

  @AfterEach
  void stopVendors() {
    never.countDown();
    alpha.close();
    beta.close();
  }

  private Gateway gateway() {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", alpha)
                .provider("beta", beta)
                .model("model", "alpha", "beta"))
        .start();
  }

  private static void assertError(
      HttpResponse<String> answer, int status, String code, String... inMessage) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo(code);
    String message = Gateway.json(answer).at("/error/message").asText();
    assertThat(List.of(inMessage)).allSatisfy(part -> assertThat(message).contains(part));
    assertThat(answer.body()).doesNotContain("secret-key", "Exception", "dev.caravan", "java.");
  }

  @Test
  void allFailedListsTheKindOfEachAttempt() {
    alpha.answer(OpenAi.fails(500, "boom"));
    beta.answer(Answer.reset());
    try (Gateway gateway = gateway()) {
      for (String request : new String[] {PLAIN, STREAM}) {
        HttpResponse<String> answer = gateway.chat(request);

        assertError(
            answer, 502, "upstream_failed", "model@alpha server (500)", "model@beta network");
        assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
        assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("2");
      }
    }
  }

  @Test
  void allOverloadedAsksToComeBackLater() {
    alpha.answer(OpenAi.fails(429, "slow down"));
    beta.answer(Answer.json(503, OpenAi.error("overloaded")).header("Retry-After", "17"));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertError(answer, 503, "upstream_overloaded", "rate_limit (429)", "overloaded (503)");
      assertThat(answer.headers().firstValue("retry-after")).hasValue("17");
    }
  }

  @Test
  void overloadWithoutAWordOnWhenStillHasARetryAfter() {
    alpha.answer(OpenAi.fails(429, "slow down"));
    beta.answer(OpenAi.fails(429, "slow down"));
    try (Gateway gateway = gateway()) {
      assertThat(gateway.chat(PLAIN).headers().firstValue("retry-after")).hasValue("2");
    }
  }

  @Test
  void refusedKeyOfTheGatewayIsNotTheCallersAndIsNotShown() {
    alpha.answer(OpenAi.fails(401, "Incorrect API key provided: sk-alpha-secret-key."));
    beta.answer(OpenAi.fails(403, "Key sk-beta-secret-key of org-abcdef1234 may not do this."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertError(answer, 502, "upstream_credentials", "your key is fine");
      assertKeyIsNowhere(gateway, answer, "secret-key");
    }
  }

  @Test
  void keyWithoutAnyWellKnownShapeIsNotShownEither() {
    String key = "0f3a9b.Zhipu5tyleSecret";
    alpha.answer(OpenAi.fails(400, "cannot do this for key " + key));
    try (Gateway gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", alpha.baseUrl(), "api-keys: [\"" + key + "\"]")
                    .model("model", "alpha"))
            .start()) {
      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertError(answer, 400, "invalid_request", "cannot do this for key [removed]");
      assertKeyIsNowhere(gateway, answer, key);
    }
  }

  private static void assertKeyIsNowhere(Gateway gateway, HttpResponse<String> answer, String key) {
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    assertThat(answer.body()).doesNotContain(key);
    assertThat(answer.headers().map().toString()).doesNotContain(key);
    assertThat(gateway.get("/metrics").body()).doesNotContain(key);
    assertThat(gateway.get("/admin/requests").body()).contains(id).doesNotContain(key);
    assertThat(gateway.get("/admin/requests/" + id).body()).contains(id).doesNotContain(key);
    assertThat(gateway.get("/admin/routes").body()).doesNotContain(key);
    assertThat(gateway.get("/v1/models").body()).doesNotContain(key);
  }

  @Test
  void deadlineEndsTheCallWhoeverIsLeftToAsk() {
    alpha.answer(Answer.plain(200).hold(never));
    try (Gateway gateway = gateway()) {
      for (String request : new String[] {PLAIN, STREAM}) {
        HttpResponse<String> answer = gateway.chat(request, "x-caravan-deadline-ms", "200");

        assertError(answer, 504, "deadline_exceeded", "model@alpha deadline");
        assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("1");
      }
      assertThat(beta.requests()).isEmpty();
      assertThat(gateway.stats().path("circuit_breakers").path("model@alpha").asText())
          .isEqualTo("CLOSED");
    }
  }

  @Test
  void deadlineMayStandInTheBodyOrInTheConfiguration() {
    alpha.answer(Answer.plain(200).hold(never));
    String inBody = PLAIN.replace("{\"model\"", "{\"caravan\":{\"deadline_ms\":200},\"model\"");
    try (Gateway gateway =
        Gateway.withModels(new ModelsYaml().provider("alpha", alpha).model("model", "alpha"))
            .gateway("routing: {deadline: 300ms}\n")
            .start()) {
      assertError(gateway.chat(PLAIN), 504, "deadline_exceeded");
      assertError(gateway.chat(inBody), 504, "deadline_exceeded");
    }
  }

  @Test
  void deadlineHoldsForAVendorThatDripsItsAnswer() {
    Answer drips = Answer.plain(200).header("Content-Type", "application/json");
    drips.send("{\"choices\":").hold(never).send("[]}");
    alpha.answer(drips);
    try (Gateway gateway = gateway()) {
      assertError(gateway.chat(PLAIN, "x-caravan-deadline-ms", "200"), 504, "deadline_exceeded");
    }
  }

  @Test
  void promptTooLongForTheVendorKeepsItsMeaning() {
    alpha.answer(
        OpenAi.fails(400, "This model's maximum context length is 8192 tokens, yours has 9000."));
    try (Gateway gateway = gateway()) {
      assertError(gateway.chat(PLAIN), 400, "context_length_exceeded", "8192 tokens");
      assertThat(beta.requests()).isEmpty();
    }
  }
}
