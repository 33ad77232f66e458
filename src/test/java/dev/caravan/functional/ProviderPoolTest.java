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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** {@code pool} in models.yaml: how many calls a provider gets at the same time. */
class ProviderPoolTest {
  private static ModelsYaml models(FakeVendor small, FakeVendor other, String pool) {
    return new ModelsYaml()
        .provider("small", small.baseUrl(), "api-keys: [key], pool: " + pool)
        .provider("other", other)
        .model("both", "small", "other")
        .model("only", "small")
        .model("elsewhere", "other");
  }

  private static CompletableFuture<HttpResponse<String>> begin(Gateway gateway, String model) {
    CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> answer.complete(gateway.chat(OpenAi.ask(model, "held"))));
    return answer;
  }

  private static int taken(Gateway gateway, String provider) {
    JsonNode providers = gateway.stats().path("providers");
    assertThat((double) providers.path(provider).path("calls").asInt())
        .isEqualTo(gateway.metric("caravan_provider_calls", "provider=\"" + provider + "\""));
    return providers.path(provider).path("calls").asInt();
  }

  @Test
  void callThatFindsTheProviderFullGoesToTheNext() {
    CountDownLatch held = new CountDownLatch(1);
    try (FakeVendor small =
            FakeVendor.start().answer(Answer.plain(200).hold(held), OpenAi.says("small"));
        FakeVendor other = FakeVendor.start().answer(OpenAi.says("other"));
        Gateway gateway =
            Gateway.withModels(models(small, other, "{max-connections: 1, max-wait: 1ms}"))
                .start()) {
      begin(gateway, "only");
      small.awaitRequests(1);
      assertThat(taken(gateway, "small")).isEqualTo(1);

      HttpResponse<String> answer = gateway.chat(OpenAi.ask("both", "hi"));

      assertThat(answer.body()).contains("other");
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("1");
      assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("1");
      assertThat(small.requests()).hasSize(1);
      assertThat(gateway.metric("caravan_upstream_attempts_total", "small", "pool_full"))
          .isEqualTo(1);
      held.countDown();
    } finally {
      held.countDown();
    }
  }

  @Test
  void callIsRefusedWhereEverybodyIsFullAndNoBreakerNoticesIt() {
    CountDownLatch held = new CountDownLatch(1);
    Answer patient = Answer.stream().hold(held).send(OpenAi.delta("late")).send(OpenAi.finish());
    patient.send(OpenAi.DONE);
    try (FakeVendor small = FakeVendor.start().answer(patient);
        FakeVendor other = FakeVendor.start();
        Gateway gateway =
            Gateway.withModels(models(small, other, "{max-connections: 1, max-wait: 1ms}"))
                .start()) {
      CompletableFuture<String> first = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> first.complete(gateway.chat(OpenAi.askForStream("only", "held")).body()));
      small.awaitRequests(1);

      // More than the breaker's threshold.
      for (int i = 0; i < 10; i++) {
        HttpResponse<String> answer = gateway.chat(OpenAi.ask("only", "hi " + i));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Gateway.json(answer).at("/error/code").asText())
            .isEqualTo("upstream_overloaded");
        assertThat(Gateway.json(answer).at("/error/message").asText()).contains("pool_full");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("0");
      }
      assertThat(gateway.stats().path("circuit_breakers").path("only@small").asText())
          .isEqualTo("CLOSED");
      held.countDown();
      assertThat(first.join()).contains("late");
      assertThat(taken(gateway, "small")).isZero();
    } finally {
      held.countDown();
    }
  }

  @Test
  void callWaitsForTheOneBefore() {
    CountDownLatch held = new CountDownLatch(1);
    Answer patient = Answer.stream().hold(held).send(OpenAi.delta("late")).send(OpenAi.finish());
    patient.send(OpenAi.DONE);
    try (FakeVendor small = FakeVendor.start().answer(patient, OpenAi.says("after it"));
        FakeVendor other = FakeVendor.start().answer(OpenAi.says("other"));
        Gateway gateway =
            Gateway.withModels(models(small, other, "{max-connections: 1, max-wait: 20s}"))
                .start()) {
      Thread.ofVirtual().start(() -> gateway.chat(OpenAi.askForStream("only", "held")));
      small.awaitRequests(1);
      CompletableFuture<HttpResponse<String>> waiting = begin(gateway, "both");

      held.countDown();

      assertThat(waiting.join().body()).contains("after it");
      assertThat(other.requests()).isEmpty();
    } finally {
      held.countDown();
    }
  }

  @Test
  void editOfTheSizeHoldsForCallsUnderWay() {
    CountDownLatch held = new CountDownLatch(1);
    try (FakeVendor small =
            FakeVendor.start().answer(Answer.plain(200).hold(held), OpenAi.says("small"));
        FakeVendor other = FakeVendor.start().answer(OpenAi.says("other"));
        Gateway gateway =
            Gateway.withModels(models(small, other, "{max-connections: 2, max-wait: 1ms}"))
                .start()) {
      begin(gateway, "only");
      small.awaitRequests(1);

      gateway.writeConfig(
          "models.yaml", models(small, other, "{max-connections: 1, max-wait: 1ms}").toString());
      gateway.reload();

      assertThat(taken(gateway, "small")).isEqualTo(1);
      assertThat(gateway.chat(OpenAi.ask("only", "hi")).statusCode()).isEqualTo(503);
      gateway.writeConfig(
          "models.yaml", models(small, other, "{max-connections: 3, max-wait: 1ms}").toString());
      gateway.reload();
      assertThat(gateway.chat(OpenAi.ask("only", "hi")).statusCode()).isEqualTo(200);
      held.countDown();
    } finally {
      held.countDown();
    }
  }

  @Test
  void whateverComesOfCallsNothingStaysTaken() throws Exception {
    Random random = new Random(1);
    Answer[] outcomes = {
      OpenAi.says("hello"),
      OpenAi.fails(500, "broken"),
      OpenAi.fails(429, "slow down"),
      OpenAi.fails(400, "no"),
      Answer.reset(),
      Answer.json(200, "{\"truncated\":").thenTruncate(),
      Answer.json(200, "<html>"),
      OpenAi.streams("a", "b"),
      Answer.stream().send(OpenAi.role()).send(OpenAi.delta("a")).thenReset(),
      Answer.stream().send(OpenAi.role()).thenTruncate()
    };
    List<Answer> script = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      script.add(outcomes[random.nextInt(outcomes.length)]);
    }
    try (FakeVendor small = FakeVendor.start().answer(script.toArray(new Answer[0]));
        FakeVendor other = FakeVendor.start().answer(script.reversed().toArray(new Answer[0]));
        Gateway gateway =
            Gateway.withModels(models(small, other, "{max-connections: 3, max-wait: 1ms}"))
                .start();
        ExecutorService clients = Executors.newFixedThreadPool(16)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String prompt = "call " + i;
        int kind = random.nextInt(10);
        calls.add(
            clients.submit(
                () -> {
                  String ask =
                      kind < 5
                          ? OpenAi.ask("both", prompt)
                          : OpenAi.askForStream(kind < 8 ? "both" : "only", prompt);
                  if (kind == 0 || kind == 9) {
                    RawClient.post(gateway.port(), "/v1/chat/completions", ask).close();
                  } else {
                    gateway.chat(ask);
                  }
                  return null;
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      gateway.awaitIdle();

      assertThat(taken(gateway, "small")).isZero();
      assertThat(taken(gateway, "other")).isZero();
    }
  }
}
