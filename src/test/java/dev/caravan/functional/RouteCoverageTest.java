package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.NodeVisits;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Calls that take every branch of every route in {@code routes/}. A node that no call visits is
 * either dead or untested: this test lists it.
 */
class RouteCoverageTest {
  private static final String IMAGE =
      """
      {"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"what is it?"},
      {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}
      """;

  private static final String HARD =
      "Prove rigorously, step by step and in full detail, that there are infinitely many primes, and"
          + " derive the asymptotic density.";
  private static final String MEDIUM =
      "Write a Python function that merges two sorted linked lists, with unit tests.";

  @Test
  void everyNodeOfEveryRouteIsVisited() throws IOException {
    NodeVisits.reset();
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));
        FakeVendor refusing = FakeVendor.start().answer(OpenAi.fails(400, "no"));
        FakeVendor broken = FakeVendor.start().answer(OpenAi.fails(500, "boom"));
        FakeVendor slow = FakeVendor.start().answer(OpenAi.says("soon"));
        FakeVendor doubting = FakeVendor.start().answer(OpenAi.says("I don't know."));
        Gateway gateway = counting(vendor, refusing, broken, slow, doubting)) {
      decide(gateway);
      embed(gateway);
      askAtTheOtherFronts(gateway);
      answerFromTheCache(gateway);
      fail(gateway);
      hedge(gateway, slow);
      awaitProbes();
      lookAround(gateway);

      Map<String, Long> visits = new TreeMap<>(NodeVisits.counts());

      assertThat(visits).as("nodes of all routes").hasSizeGreaterThan(40);
      assertThat(visits).containsKeys("note-error", "take-kept-answer", "breaker");
      visits.values().removeIf(count -> count > 0);
      assertThat(visits).as("nodes that no call visited").isEmpty();
    }
  }

  private static Gateway counting(
      FakeVendor vendor,
      FakeVendor refusing,
      FakeVendor broken,
      FakeVendor slow,
      FakeVendor doubting)
      throws IOException {
    String shipped = Files.readString(Path.of("config/application.properties"));
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", vendor)
                .provider("refusing", refusing)
                .provider("broken", broken)
                .provider("slow", slow)
                .provider("doubting", doubting)
                .model("model", "alpha")
                .modelWith("hedged", "hedge: true", "slow", "alpha")
                .model("refused", "refusing")
                .model("doubtful", "doubting")
                .model("failing", "broken"))
        .gateway(
            """
            routing: {default-model: model, retries: 0, degraded-reply: later}
            retries: {server: {times: 1, pause: 1ms, backoff: fixed}}
            health: {probes: idle, idle-after: 1ms}
            hedging: {max-percent: 100}
            """)
        .properties(shipped + NodeVisits.PROPERTY)
        .rule(
            "mirror",
            "${variable.signals.contains('mirror')}",
            "split model: 100",
            "shadow failing: 100")
        .rule("doubt", "${variable.signals.contains('doubt')}", "escalate doubtful, failing")
        .start();
  }

  /** One request for each rule. */
  private static void decide(Gateway gateway) {
    assertRule(gateway, OpenAi.ask("model", "hi"), "explicit-model");
    assertRule(gateway, OpenAi.ask("sandbox/anything", "hi"), "explicit-model");
    assertRule(gateway, IMAGE, "multimodal");
    assertRule(gateway, OpenAi.ask("auto", "long ".repeat(9_000)), "long-context");
    assertRule(gateway, OpenAi.ask("auto", HARD), "hard-work");
    assertRule(gateway, OpenAi.ask("auto", "good morning"), "simple-work");
    assertRule(gateway, OpenAi.ask("auto", MEDIUM), "default");
    assertRule(gateway, OpenAi.ask("auto", "mirror"), "mirror");
    assertRule(gateway, OpenAi.ask("auto", "doubt"), "doubt");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.metric("caravan_shadow_duration_seconds_count") == 1);
  }

  private static void assertRule(Gateway gateway, String request, String rule) {
    var answer = gateway.chat(request);
    assertThat(answer.headers().firstValue("x-caravan-rule")).as(answer.body()).hasValue(rule);
  }

  private static void embed(Gateway gateway) {
    String request = "{\"model\": \"sandbox/anything\", \"input\": \"hi\"}";
    assertThat(gateway.post("/v1/embeddings", request).statusCode()).isEqualTo(200);
  }

  /** The other fronts, once each. */
  private static void askAtTheOtherFronts(Gateway gateway) {
    String message =
        "{\"model\":\"model\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    String response = "{\"model\": \"model\", \"input\": \"hi\"}";
    assertThat(gateway.post("/v1/messages", message).statusCode()).isEqualTo(200);
    assertThat(gateway.post("/v1/messages/count_tokens", message).statusCode()).isEqualTo(200);
    assertThat(gateway.post("/v1/responses", response).statusCode()).isEqualTo(200);
    assertThat(gateway.post("/v1/route", "{\"prompt\": \"hi\"}").statusCode()).isEqualTo(200);
  }

  private static void answerFromTheCache(Gateway gateway) {
    String request = OpenAi.ask("model", "once more");
    gateway.chat(request);
    assertThat(gateway.chat(request).headers().firstValue("x-caravan-cache")).hasValue("hit");
    gateway.chat(request, "Idempotency-Key", "a");
    assertThat(
            gateway.chat(request, "Idempotency-Key", "a").headers().firstValue("x-caravan-cache"))
        .hasValue("hit");
  }

  private static void fail(Gateway gateway) {
    assertThat(gateway.chat("{").statusCode()).isEqualTo(400);
    assertThat(gateway.chat(OpenAi.ask("nobody", "hi")).statusCode()).isEqualTo(404);
    assertThat(gateway.chat(OpenAi.ask("refused", "hi")).statusCode()).isEqualTo(400);
    assertThat(gateway.chat(OpenAi.ask("failing", "hi")).headers().firstValue("x-caravan-degraded"))
        .hasValue("true");
  }

  /**
   * Calls until it is known how long the first takes; then it is late. A call before may have been
   * late by itself on a busy machine, so as many may be hedged as want to be.
   */
  private static void hedge(Gateway gateway, FakeVendor slow) {
    String request = OpenAi.ask("hedged", "hi");
    for (int i = 0; i < 45; i++) {
      gateway.chat(request, "x-caravan-cache", "bypass");
    }
    CountDownLatch never = new CountDownLatch(1);
    slow.answerOnly(Answer.plain(200).hold(never));
    try {
      assertThat(gateway.chat(request, "x-caravan-cache", "bypass").statusCode()).isEqualTo(200);
    } finally {
      never.countDown();
    }
  }

  private static void awaitProbes() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(NodeVisits.counts().get("probe-answered")).isPositive();
              assertThat(NodeVisits.counts().get("note-probe-failure")).isPositive();
            });
  }

  /** Every GET endpoint, and a reload that is refused: it leaves the counters where they are. */
  private static void lookAround(Gateway gateway) {
    assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v1/models/model").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v1/models/nobody").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/admin/stats").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/admin/routes").statusCode()).isEqualTo(200);
    String id = Gateway.json(gateway.get("/admin/requests?limit=1")).at("/data/0/id").asText();
    assertThat(gateway.get("/admin/requests/" + id).statusCode()).isEqualTo(200);
    gateway.writeConfig("gateway.yaml", "nonsense: true\n");
    assertThat(gateway.post("/admin/reload", "").statusCode()).isEqualTo(200);
  }
}
