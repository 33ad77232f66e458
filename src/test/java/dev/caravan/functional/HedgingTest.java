package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second candidate beside one that is slower to begin than it nearly always is. */
class HedgingTest {
  private static final String PLAIN = OpenAi.ask("model", "hi");
  private static final String STREAM = OpenAi.askForStream("model", "hi");

  /** So many calls are needed to know how long a deployment takes. */
  private static final int KNOWN = 20;

  private final CountDownLatch held = new CountDownLatch(1);
  private final FakeVendor alpha = FakeVendor.start();
  private final FakeVendor beta = FakeVendor.start();

  @AfterEach
  void stopVendors() {
    held.countDown();
    alpha.close();
    beta.close();
  }

  private Gateway gateway(int percent) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", alpha)
                .provider("beta", beta)
                .modelWith(
                    "model",
                    "hedge: true, price: {currency: USD, input: 1, output: 2}",
                    "alpha",
                    "beta"))
        .gateway(
            "{routing: {retries: 0, fallback-chain: []}, cache: {exact: {enabled: false}},"
                + " hedging: {max-percent: "
                + percent
                + "}}\n")
        .start();
  }

  /** Alpha answers so often that it is known, then like this. */
  private void alphaAnswers(Gateway gateway, String request, Answer usual, Answer... then) {
    for (int i = 0; i < KNOWN; i++) {
      alpha.answer(usual);
    }
    alpha.answer(then);
    for (int i = 0; i < KNOWN; i++) {
      assertThat(gateway.chat(request).statusCode()).isEqualTo(200);
    }
    assertThat(beta.requests()).isEmpty();
  }

  private static JsonNode record(Gateway gateway, HttpResponse<String> answer) {
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    return Gateway.json(gateway.get("/admin/requests/" + id));
  }

  @Test
  void secondCandidateAnswersForOneThatIsLateAndTheLateOneIsCut() {
    beta.answer(OpenAi.says("from beta"));
    try (Gateway gateway = gateway(100)) {
      alphaAnswers(gateway, PLAIN, OpenAi.says("from alpha"), Answer.plain(200).hold(held));

      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertThat(Gateway.json(answer).at("/choices/0/message/content").asText())
          .isEqualTo("from beta");
      assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("beta");
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
      assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("1");
      alpha.awaitClosedConnections(1);
      gateway.awaitIdle();
    }
  }

  @Test
  void streamOfTheSecondThatBreaksOffIsGoneOnWithByTheNext() {
    beta.answer(Answer.stream().send(OpenAi.delta("from beta, and no further")).thenReset());
    try (FakeVendor gamma = FakeVendor.start().answer(OpenAi.streams(" than gamma"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", alpha)
                        .provider("beta", beta)
                        .provider("gamma", gamma)
                        .modelWith("model", "hedge: true", "alpha", "beta")
                        .model("other", "gamma"))
                .gateway(
                    "{routing: {retries: 0, fallback-chain: [other], mid-stream: resume},"
                        + " cache: {exact: {enabled: false}}, hedging: {max-percent: 100}}\n")
                .start()) {
      alphaAnswers(gateway, STREAM, OpenAi.streams("from alpha"), Answer.plain(200).hold(held));

      HttpResponse<String> answer = gateway.chat(STREAM);

      Events events = Events.of(answer.body());
      assertThat(events.text()).isEqualTo("from beta, and no further than gamma");
      assertThat(events.last().at("/caravan/resumed/0/from").asText()).isEqualTo("model@beta");
      assertThat(events.last().at("/caravan/resumed/0/by").asText()).isEqualTo("other@gamma");
      assertThat(record(gateway, answer).path("completion_tokens").asInt()).isGreaterThan(5);
    }
  }

  @Test
  void bothCostsAreAccounted() {
    beta.answer(OpenAi.says("from beta"));
    try (Gateway gateway = gateway(100)) {
      alphaAnswers(gateway, PLAIN, OpenAi.says("from alpha"), Answer.plain(200).hold(held));

      HttpResponse<String> answer = gateway.chat(PLAIN);

      JsonNode record = record(gateway, answer);
      assertThat(record.path("charges"))
          .extracting(c -> c.path("deployment").asText() + " " + c.path("purpose").asText())
          .containsExactlyInAnyOrder("model@alpha hedge", "model@beta answer");
      assertThat(record.path("tries"))
          .extracting(t -> t.path("deployment").asText() + " " + t.path("result").asText())
          .containsExactly("model@alpha outrun", "model@beta answered");
      double cost = Double.parseDouble(answer.headers().firstValue("x-caravan-cost").orElseThrow());
      assertThat(cost).isGreaterThan(0.00002);
      assertThat(gateway.metric("caravan_tokens_total", "purpose=\"hedge\"", "alpha"))
          .isGreaterThan(0);
      assertThat(Gateway.json(answer).at("/usage/prompt_tokens").asInt()).isEqualTo(10);
    }
  }

  @Test
  void firstEventWithMeaningDecidesAndNothingIsMixed() {
    beta.answer(OpenAi.streams("from ", "beta"));
    try (Gateway gateway = gateway(100)) {
      alphaAnswers(
          gateway,
          STREAM,
          OpenAi.streams("from ", "alpha"),
          Answer.stream().send(OpenAi.role()).hold(held).send(OpenAi.delta("too late")));

      HttpResponse<String> answer = gateway.chat(STREAM);

      assertThat(answer.body()).contains("beta", "[DONE]").doesNotContain("alpha", "too late");
      assertThat(answer.body().split("\"role\":\"assistant\"")).hasSize(2);
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
      alpha.awaitClosedConnections(1);
      gateway.awaitIdle();
    }
  }

  @Test
  void firstCandidateMayStillWin() {
    CountDownLatch betaAsked = new CountDownLatch(1);
    beta.answer(Answer.plain(200).hold(held));
    try (Gateway gateway = gateway(100)) {
      alphaAnswers(
          gateway, PLAIN, OpenAi.says("usual"), OpenAi.says("from alpha").holdHead(betaAsked));
      Thread.startVirtualThread(
          () -> {
            beta.awaitRequests(1);
            betaAsked.countDown();
          });

      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertThat(Gateway.json(answer).at("/choices/0/message/content").asText())
          .isEqualTo("from alpha");
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
      assertThat(record(gateway, answer).path("tries"))
          .extracting(t -> t.path("deployment").asText() + " " + t.path("result").asText())
          .containsExactly("model@beta outrun", "model@alpha answered");
      beta.awaitClosedConnections(1);
      gateway.awaitIdle();
    }
  }

  @Test
  void secondCandidateThatFailsLeavesTheFirstAlone() {
    CountDownLatch betaAsked = new CountDownLatch(1);
    beta.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = gateway(100)) {
      alphaAnswers(
          gateway, PLAIN, OpenAi.says("usual"), OpenAi.says("from alpha").holdHead(betaAsked));
      Thread.startVirtualThread(
          () -> {
            beta.awaitRequests(1);
            betaAsked.countDown();
          });

      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertThat(Gateway.json(answer).at("/choices/0/message/content").asText())
          .isEqualTo("from alpha");
      assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("1");
    }
  }

  @Test
  void failureOfBothIsOneErrorThatNamesBoth() {
    CountDownLatch betaAsked = new CountDownLatch(1);
    beta.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = gateway(100)) {
      alphaAnswers(
          gateway, PLAIN, OpenAi.says("usual"), OpenAi.fails(500, "boom").holdHead(betaAsked));
      Thread.startVirtualThread(
          () -> {
            beta.awaitRequests(1);
            betaAsked.countDown();
          });

      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("model@alpha server", "model@beta server");
      assertThat(beta.requests()).hasSize(1);
    }
  }

  @Test
  void onlyTheConfiguredShareOfCallsAsksTwice() {
    beta.answer(OpenAi.says("from beta"));
    try (Gateway gateway = gateway(5)) {
      alphaAnswers(gateway, PLAIN, OpenAi.says("usual"), OpenAi.says("usual").holdHead(held));
      Thread.startVirtualThread(
          () -> {
            alpha.awaitRequests(KNOWN + 1);
            held.countDown();
          });

      // The first call that could be hedged has paid in a twentieth of what a second request takes.
      HttpResponse<String> answer = gateway.chat(PLAIN);

      assertThat(Gateway.json(answer).at("/choices/0/message/content").asText()).isEqualTo("usual");
      assertThat(beta.requests()).isEmpty();
    }
  }

  @Test
  void clientThatHangsUpCutsBoth() throws Exception {
    beta.answer(Answer.plain(200).hold(held));
    try (Gateway gateway = gateway(100)) {
      alphaAnswers(gateway, PLAIN, OpenAi.says("usual"), Answer.plain(200).hold(held));
      try (var client = RawClient.post(gateway.port(), "/v1/chat/completions", PLAIN)) {
        beta.awaitRequests(1);
      }
      alpha.awaitClosedConnections(1);
      beta.awaitClosedConnections(1);
      gateway.awaitIdle();
    }
  }
}
