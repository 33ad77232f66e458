package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import java.time.Duration;
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
    java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
    vendor.answer(
        OpenAi.fails(500, "1"),
        OpenAi.fails(500, "2"),
        OpenAi.fails(500, "3"),
        dev.caravan.testing.Answer.plain(200).hold(never),
        OpenAi.says("ok"));
    try (Gateway gateway = Gateway.withModels(models("200ms")).start()) {
      fail(gateway, 3);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try (var client =
                    dev.caravan.testing.RawClient.post(
                        gateway.port(), "/v1/chat/completions", REQUEST)) {
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
}
