package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.LogLines;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A vendor that fails again and again is left alone for a while. */
class CircuitBreakerTest {
  private static final String REQUEST = OpenAi.ask("model", "hi");

  private final FakeVendor vendor = FakeVendor.start();

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private ModelsYaml models(String recovery) {
    return new ModelsYaml()
        .provider("alpha", vendor)
        .modelWith(
            "model",
            "circuit-breaker: {failure-threshold: 3, recovery: " + recovery + "}",
            "alpha");
  }

  private static void fail(Gateway gateway, int times) {
    for (int i = 0; i < times; i++) {
      gateway.chat(REQUEST);
    }
  }

  private static String state(Gateway gateway) {
    return gateway.stats().path("circuit_breakers").path("model@alpha").asText();
  }

  @Test
  void opensAfterTheThresholdAndTheVendorIsNoLongerCalled() {
    vendor.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = Gateway.withModels(models("10m")).start()) {
      fail(gateway, 2);
      assertThat(state(gateway)).isEqualTo("CLOSED");
      fail(gateway, 1);

      assertThat(state(gateway)).isEqualTo("OPEN");
      assertThat(gateway.metric("caravan_circuit_breaker_state", "model@alpha")).isEqualTo(2);
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(503);
      fail(gateway, 5);
      assertThat(vendor.requests()).hasSize(3);
    }
  }

  @Test
  void openBreakerNeverAnswersWithTheCallersOwnPrompt() {
    vendor.answer(OpenAi.fails(500, "boom"));
    String prompt = "these are the caller's own words";
    try (Gateway gateway = Gateway.withModels(models("10m")).start()) {
      fail(gateway, 3);
      for (String request :
          new String[] {OpenAi.ask("model", prompt), OpenAi.askForStream("model", prompt)}) {
        HttpResponse<String> answer = gateway.chat(request);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain(prompt).contains("model@alpha circuit_open");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("0");
      }
    }
  }

  @Test
  void probeAfterTheRecoveryClosesItAgain() {
    vendor.answer(
        OpenAi.fails(500, "1"), OpenAi.fails(500, "2"), OpenAi.fails(500, "3"), OpenAi.says("ok"));
    try (Gateway gateway = Gateway.withModels(models("200ms")).start()) {
      fail(gateway, 3);
      assertThat(state(gateway)).isEqualTo("OPEN");

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.chat(REQUEST).statusCode() == 200);

      assertThat(state(gateway)).isEqualTo("CLOSED");
      assertThat(gateway.metric("caravan_circuit_breaker_state", "model@alpha")).isZero();
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void probeThatFailsOpensItAgain() {
    vendor.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = Gateway.withModels(models("200ms")).start()) {
      fail(gateway, 3);

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                gateway.chat(REQUEST);
                return vendor.requests().size() == 4;
              });

      assertThat(state(gateway)).isEqualTo("OPEN");
    }
  }

  @Test
  void hungUpClientDuringTheProbeLeavesRoomForTheNextProbe() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    vendor.answer(
        OpenAi.fails(500, "1"),
        OpenAi.fails(500, "2"),
        OpenAi.fails(500, "3"),
        Answer.plain(200).hold(never),
        OpenAi.says("ok"));
    try (Gateway gateway = Gateway.withModels(models("200ms")).start()) {
      fail(gateway, 3);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try (var client = RawClient.post(gateway.port(), "/v1/chat/completions", REQUEST)) {
                  Awaitility.await()
                      .until(
                          () ->
                              vendor.requests().size() == 4
                                  || gateway.stats().path("in_flight").asInt() == 0);
                }
                return vendor.requests().size() == 4;
              });
      gateway.awaitIdle();

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.chat(REQUEST).statusCode() == 200);

      assertThat(state(gateway)).isEqualTo("CLOSED");
    } finally {
      never.countDown();
    }
  }

  @Test
  void stateOutlivesALiveEdit() {
    vendor.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = Gateway.withModels(models("10m")).start()) {
      fail(gateway, 3);
      gateway.writeRoute(
          "pipeline/account.camel.yaml",
          gateway.readRoute("pipeline/account.camel.yaml") + "# edited\n");

      gateway.reload();

      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(2);
      assertThat(state(gateway)).isEqualTo("OPEN");
      fail(gateway, 3);
      assertThat(vendor.requests()).hasSize(3);
      assertThat(gateway.metric("caravan_circuit_breaker_state", "model@alpha")).isEqualTo(2);
    }
  }

  @Test
  void newThresholdMakesANewBreaker() {
    vendor.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = Gateway.withModels(models("10m")).start()) {
      fail(gateway, 3);
      gateway.writeConfig("models.yaml", models("5m").toString());

      gateway.reload();

      assertThat(state(gateway)).isEqualTo("CLOSED");
    }
  }

  @Test
  void deploymentWithAnOpenBreakerComesLast() {
    vendor.answer(OpenAi.fails(500, "boom"));
    try (FakeVendor other = FakeVendor.start().answer(OpenAi.says("from beta"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", vendor)
                        .provider("beta", other)
                        .modelWith(
                            "model",
                            "circuit-breaker: {failure-threshold: 3, recovery: 10m}",
                            "alpha",
                            "beta"))
                .gateway("{routing: {retries: 0}, cache: {exact: {enabled: false}}}")
                .start()) {
      fail(gateway, 3);

      HttpResponse<String> answer = gateway.chat(REQUEST);

      assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("beta");
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("1");
      assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("0");
    }
  }

  @Test
  void streamThatHasBegunIsAnswerEnoughForAHalfOpenBreaker() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    vendor.answer(
        OpenAi.fails(500, "1"),
        OpenAi.fails(500, "2"),
        OpenAi.fails(500, "3"),
        Answer.stream().send(OpenAi.role()).send(OpenAi.delta("for long")).hold(end),
        OpenAi.says("ok"));
    try (Gateway gateway = Gateway.withModels(models("200ms")).start()) {
      fail(gateway, 3);
      Awaitility.await().until(() -> state(gateway).equals("HALF_OPEN"));
      try (var client =
          RawClient.post(
              gateway.port(), "/v1/chat/completions", OpenAi.askForStream("model", "hi"))) {
        client.readUntil("for long");

        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
        assertThat(state(gateway)).isEqualTo("CLOSED");
      }
    } finally {
      end.countDown();
    }
  }

  @Test
  void halfOpenLetsExactlyTheConfiguredNumberThrough() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    vendor.answer(OpenAi.fails(500, "1"), OpenAi.fails(500, "2"), OpenAi.fails(500, "3"));
    ModelsYaml models =
        new ModelsYaml()
            .provider("alpha", vendor)
            .modelWith(
                "model",
                "circuit-breaker: {failure-threshold: 3, recovery: 200ms, half-open-calls: 2}",
                "alpha");
    try (Gateway gateway = Gateway.withModels(models).start()) {
      fail(gateway, 3);
      vendor.answerOnly(Answer.plain(200).hold(answer).send("nonsense"));
      Awaitility.await().until(() -> state(gateway).equals("HALF_OPEN"));

      List<Integer> statuses = new CopyOnWriteArrayList<>();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String request = OpenAi.ask("model", "number " + i);
        clients.add(
            Thread.ofVirtual().start(() -> statuses.add(gateway.chat(request).statusCode())));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(statuses).hasSize(48).containsOnly(503));

      assertThat(vendor.requests()).hasSize(2);
      answer.countDown();
      for (Thread client : clients) {
        client.join();
      }
      assertThat(statuses).hasSize(50);
    } finally {
      answer.countDown();
    }
  }

  @Test
  void noRetryWaitsForIt() {
    vendor.answer(OpenAi.fails(500, "boom"));
    ModelsYaml models =
        new ModelsYaml()
            .provider("alpha", vendor)
            .modelWith("model", "circuit-breaker: {failure-threshold: 2, recovery: 10m}", "alpha");
    try (Gateway gateway =
        Gateway.withModels(models)
            .gateway("{retries: {server: {times: 5, pause: 1ms, backoff: fixed}}}")
            .start()) {
      fail(gateway, 1);

      assertThat(state(gateway)).isEqualTo("OPEN");
      assertThat(vendor.requests()).hasSize(2);
    }
  }

  @Test
  void slowCallsOpenItToo() throws Exception {
    ModelsYaml models =
        new ModelsYaml()
            .provider("alpha", vendor)
            .modelWith(
                "model",
                "circuit-breaker: {failure-threshold: 2, slow-call: 1ms, recovery: 10m}",
                "alpha");
    try (Gateway gateway = Gateway.withModels(models).start()) {
      for (int i = 1; i <= 2; i++) {
        CountDownLatch answer = new CountDownLatch(1);
        // The script is forgotten: its last answer would be given again, and not be held.
        vendor.answerOnly(
            Answer.plain(200)
                .header("Content-Type", "application/json")
                .hold(answer)
                .send(OpenAi.said("slowly")));
        String request = OpenAi.ask("model", "number " + i);
        Thread client = Thread.ofVirtual().start(() -> gateway.chat(request));
        // Looks every 100 ms, which is slow.
        Awaitility.await()
            .pollDelay(Duration.ofMillis(100))
            .until(() -> vendor.requests().size() == 1);
        answer.countDown();
        client.join();
      }

      assertThat(state(gateway)).isEqualTo("OPEN");
      assertThat(gateway.metric("caravan_circuit_breaker_slow_call_rate", "model@alpha"))
          .isEqualTo(1);
      assertThat(gateway.stats().at("/deployments/model@alpha/slow_call_rate").asDouble())
          .isEqualTo(1);
      assertThat(gateway.stats().at("/deployments/model@alpha/success_rate").asDouble())
          .isEqualTo(1);
    }
  }

  @Test
  void everyChangeIsOneLineOfTheLogAlsoOverLiveEdits() {
    vendor.answer(OpenAi.fails(500, "boom"));
    try (LogLines log = LogLines.begin();
        Gateway gateway = Gateway.withModels(models("1s")).start()) {
      fail(gateway, 2);
      gateway.reload();
      fail(gateway, 1);
      gateway.reload();
      vendor.answerOnly(OpenAi.says("ok"));

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.chat(REQUEST).statusCode() == 200);

      assertThat(log.with("circuit breaker of model@alpha"))
          .containsExactly(
              "circuit breaker of model@alpha went from CLOSED to OPEN",
              "circuit breaker of model@alpha went from OPEN to HALF_OPEN",
              "circuit breaker of model@alpha went from HALF_OPEN to CLOSED");
      assertThat(gateway.metric("caravan_circuit_breaker_opened_total", "model@alpha"))
          .isEqualTo(1);
    }
  }

  @Test
  void refusedEditLeavesTheBreakerAsItIs() {
    vendor.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = Gateway.withModels(models("10m")).start()) {
      fail(gateway, 2);
      gateway.writeConfig("models.yaml", models("5m").toString());
      gateway.writeRoute("pipeline/account.camel.yaml", "nonsense: true\n");
      gateway.reload();
      assertThat(gateway.problems()).isNotEmpty();

      fail(gateway, 1);

      assertThat(state(gateway)).isEqualTo("OPEN");
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(503);
    }
  }
}
