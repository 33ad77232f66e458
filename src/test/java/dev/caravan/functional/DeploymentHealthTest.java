package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Among the deployments of a model the healthy ones, and those with quota left, come first. */
class DeploymentHealthTest {
  private static final String REQUEST = OpenAi.ask("model", "hi");
  private static final String NO_RETRY =
      """
      cache: {exact: {enabled: false}}
      retries: {server: {times: 0}}
      """;

  private final FakeVendor alpha = FakeVendor.start().answer(OpenAi.says("from alpha"));
  private final FakeVendor beta = FakeVendor.start().answer(OpenAi.says("from beta"));

  @AfterEach
  void stopVendors() {
    alpha.close();
    beta.close();
  }

  private Gateway shared(String gateway) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", alpha)
                .provider("beta", beta)
                .sharedModel(
                    "model", "circuit-breaker: {failure-threshold: 1000}", "alpha", "beta"))
        .gateway(gateway)
        .start();
  }

  private static JsonNode stats(Gateway gateway, String deployment) {
    return gateway.stats().path("deployments").path(deployment);
  }

  @Test
  void sickOneGetsLessTrafficUntilItRecovers() {
    alpha.answerOnly(OpenAi.fails(500, "boom"));
    try (Gateway gateway = shared(NO_RETRY)) {
      for (int i = 0; i < 100; i++) {
        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
      }
      assertThat(alpha.requests()).hasSizeBetween(1, 30);
      assertThat(beta.requests()).hasSize(100);
      assertThat(stats(gateway, "model@alpha").path("score").asDouble()).isLessThan(0.5);
      assertThat(stats(gateway, "model@beta").path("score").asDouble()).isEqualTo(1);
      assertThat(gateway.metric("caravan_deployment_score", "model@alpha")).isLessThan(0.5);

      alpha.answerOnly(OpenAi.says("well again"));
      int asked = 0;
      while (alpha.requests().size() < 20 && asked++ < 5_000) {
        gateway.chat(REQUEST);
      }

      assertThat(alpha.requests()).hasSize(20);
    }
  }

  @Test
  void outcomesOfClientsMakingMovesNoScore() {
    alpha.answerOnly(OpenAi.fails(400, "no such parameter"));
    try (Gateway gateway = shared(NO_RETRY)) {
      while (alpha.requests().size() < 3) {
        gateway.chat(REQUEST);
      }

      assertThat(stats(gateway, "model@alpha").path("score").asDouble()).isEqualTo(1);
      assertThat(stats(gateway, "model@alpha").path("success_rate").isNull()).isTrue();
      assertThat(stats(gateway, "model@alpha").path("last_traffic").asText()).startsWith("20");
    }
  }

  @Test
  void latencyIsToldForEachDeployment() {
    ModelsYaml models = new ModelsYaml().provider("alpha", alpha).model("model", "alpha");
    alpha.answerOnly(OpenAi.streams("some ", "text"));
    try (Gateway gateway = Gateway.withModels(models).gateway(NO_RETRY).start()) {
      assertThat(stats(gateway, "model@alpha").path("last_traffic").isNull()).isTrue();
      for (int i = 0; i < 19; i++) {
        gateway.chat(OpenAi.askForStream("model", "hi"));
      }
      assertThat(stats(gateway, "model@alpha").at("/total_ms/p95").isNull()).isTrue();
      gateway.chat(OpenAi.askForStream("model", "hi"));

      JsonNode alphas = stats(gateway, "model@alpha");
      assertThat(alphas.path("answers").asInt()).isEqualTo(20);
      assertThat(alphas.path("tokens_per_second").asDouble()).isPositive();
      assertThat(alphas.at("/first_token_ms/p50").asLong(-1))
          .isBetween(0L, alphas.at("/total_ms/p95").asLong(-1));
      assertThat(gateway.metric("caravan_deployment_total_seconds", "model@alpha", "\"95\""))
          .isPositive();

      gateway.reload();
      assertThat(stats(gateway, "model@alpha").path("answers").asInt()).isEqualTo(20);
    }
  }

  @Test
  void oneCloseToItsLimitStepsBack() {
    alpha.answerOnly(limited(4));
    try (Gateway gateway = shared(NO_RETRY)) {
      while (alpha.requests().isEmpty()) {
        gateway.chat(REQUEST);
      }
      assertThat(stats(gateway, "model@alpha").path("headroom").asDouble()).isEqualTo(0.04);
      assertThat(gateway.metric("caravan_deployment_headroom", "model@alpha")).isEqualTo(0.04);
      for (int i = 0; i < 40; i++) {
        gateway.chat(REQUEST);
      }
      assertThat(alpha.requests()).hasSize(1);

      beta.answerOnly(OpenAi.fails(500, "boom"));
      HttpResponse<String> answer = gateway.chat(REQUEST);
      assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("alpha");
      assertThat(beta.requests()).hasSize(1);
    }
  }

  @Test
  void leastHeadroomIsConfigurable() {
    alpha.answerOnly(limited(4));
    beta.answerOnly(limited(1));
    try (Gateway gateway = shared(NO_RETRY + "health: {min-headroom: 0}\n")) {
      while (alpha.requests().size() < 5 || beta.requests().size() < 5) {
        gateway.chat(REQUEST);
      }
      assertThat(stats(gateway, "model@beta").path("headroom").asDouble()).isEqualTo(0.01);
    }
  }

  @Test
  void oneThatRefusedForItsRateStepsBackAsLongAsItAsks() {
    alpha.answerOnly(OpenAi.fails(429, "slow down").header("retry-after", "300"));
    try (Gateway gateway = shared(NO_RETRY + "routing: {deadline: 10s}\n")) {
      while (alpha.requests().isEmpty()) {
        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
      }
      for (int i = 0; i < 40; i++) {
        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
      }
      assertThat(alpha.requests()).hasSize(1);
      assertThat(stats(gateway, "model@alpha").path("headroom").asDouble(-1)).isZero();
    }
  }

  private static Answer limited(int percentLeft) {
    return OpenAi.says("from a vendor with limits")
        .header("x-ratelimit-limit-tokens", "1000")
        .header("x-ratelimit-remaining-tokens", Integer.toString(10 * percentLeft))
        .header("x-ratelimit-reset-tokens", "6m0s");
  }
}
