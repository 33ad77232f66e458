package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.LogLines;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deployments that no client asks are asked by the gateway itself, if it is told to. */
class ProbesTest {
  private static final String PRICED =
      "price: {currency: USD, input: 1, output: 2},"
          + " circuit-breaker: {failure-threshold: 2, recovery: 10m}";

  private final FakeVendor alpha = FakeVendor.start();
  private final FakeVendor beta = FakeVendor.start();

  @AfterEach
  void stopVendors() {
    alpha.close();
    beta.close();
  }

  private Gateway probing(String health) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", alpha)
                .provider("beta", beta)
                .modelWith("one", PRICED, "alpha")
                .modelWith("two", PRICED, "beta"))
        .gateway("cache: {exact: {enabled: false}}\nretries: {server: {times: 0}}\n" + health)
        .start();
  }

  private static String breaker(Gateway gateway, String deployment) {
    return stats(gateway, deployment).path("breaker").asText();
  }

  private static JsonNode stats(Gateway gateway, String deployment) {
    return gateway.stats().path("deployments").path(deployment);
  }

  private static void breakDown(Gateway gateway, String model) {
    gateway.chat(OpenAi.ask(model, "hi"));
    gateway.chat(OpenAi.ask(model, "hi"));
  }

  @Test
  void goodProbeLetsABrokenDeploymentBackLongBeforeItsRecoveryTime() throws IOException {
    alpha.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = probing("health: {probes: broken, every: 1s}\n");
        LogLines log = LogLines.begin()) {
      breakDown(gateway, "one");
      assertThat(breaker(gateway, "one@alpha")).isEqualTo("open");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(stats(gateway, "one@alpha").at("/last_probe/result").asText())
                      .isEqualTo("server"));
      assertThat(breaker(gateway, "one@alpha")).isEqualTo("open");

      alpha.answerOnly(OpenAi.says("pong"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> breaker(gateway, "one@alpha").equals("half_open"));

      assertThat(gateway.chat(OpenAi.ask("one", "hi")).statusCode()).isEqualTo(200);
      assertThat(breaker(gateway, "one@alpha")).isEqualTo("closed");
      JsonNode probe = Json.mapper().readTree(alpha.requests().getFirst().body());
      assertThat(probe.path("max_tokens").asInt()).isEqualTo(1);
      assertThat(probe.at("/messages/0/content").asText()).isEqualTo("ping");
      assertThat(beta.requests()).isEmpty();
      assertThat(log.with("circuit breaker of")).hasSize(3);
    }
  }

  @Test
  void probesAreInNoClientsBooks() {
    alpha.answer(OpenAi.says("pong"));
    beta.answer(OpenAi.says("pong"));
    try (Gateway gateway = probing("health: {probes: idle, idle-after: 1ms}\n")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.metric("caravan_probes_total", "answered") >= 2);

      assertThat(gateway.metric("caravan_probe_tokens_total", "prompt")).isGreaterThanOrEqualTo(20);
      assertThat(gateway.metric("caravan_probe_cost_total", "USD")).isPositive();
      JsonNode last = stats(gateway, "one@alpha").path("last_probe");
      assertThat(last.path("result").asText()).isEqualTo("answered");
      assertThat(last.path("cost").asText()).isEqualTo("0.00002");
      assertThat(last.path("currency").asText()).isEqualTo("USD");
      assertThat(stats(gateway, "one@alpha").path("last_traffic").isNull()).isTrue();
      assertThat(gateway.metric("caravan_tokens_total")).isZero();
      assertThat(gateway.metric("caravan_cost_total")).isZero();
      assertThat(gateway.metric("caravan_upstream_attempts_total")).isZero();
      assertThat(Gateway.json(gateway.get("/admin/requests")).path("data")).isEmpty();
    }
  }

  @Test
  void probeThatHangsKeepsNoOtherWaitingAndNeverOverlaps() {
    CountDownLatch never = new CountDownLatch(1);
    alpha.answer(Answer.plain(200).hold(never));
    beta.answer(OpenAi.says("pong"));
    try (Gateway gateway = probing("health: {probes: idle, idle-after: 1ms, timeout: 1m}\n")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> alpha.requests().size() == 1 && beta.requests().size() >= 3);

      assertThat(alpha.requests()).hasSize(1);
      gateway.reload();
      beta.answerOnly(OpenAi.says("pong"));
      beta.awaitRequests(2);
      assertThat(alpha.requests()).as("the probe of the old generation goes on").hasSize(1);
    } finally {
      never.countDown();
    }
  }

  @Test
  void probeHasATimeLimitAndAHangIsTheVendorsFault() {
    CountDownLatch never = new CountDownLatch(1);
    alpha.answer(Answer.plain(200).hold(never));
    beta.answer(OpenAi.says("pong"));
    try (Gateway gateway = probing("health: {probes: idle, idle-after: 1ms, timeout: 200ms}\n")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> breaker(gateway, "one@alpha").equals("open"));

      assertThat(stats(gateway, "one@alpha").at("/last_probe/result").asText())
          .isEqualTo("timeout");
      assertThat(stats(gateway, "one@alpha").path("score").asDouble()).isLessThan(0.5);
      assertThat(breaker(gateway, "two@beta")).isEqualTo("closed");
    } finally {
      never.countDown();
    }
  }

  @Test
  void vendorThatRefusesThePingIsWell() {
    alpha.answer(OpenAi.fails(500, "1"), OpenAi.fails(500, "2"), OpenAi.fails(400, "too short"));
    try (Gateway gateway = probing("health: {probes: broken, every: 1s}\n")) {
      breakDown(gateway, "one");

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> breaker(gateway, "one@alpha").equals("half_open"));
    }
  }
}
