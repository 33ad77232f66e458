package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.LogLines;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules that ask another model the same, for nobody. */
class ShadowTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String PLAIN = OpenAi.ask("auto", "hi");

  private final CountDownLatch held = new CountDownLatch(1);
  private final FakeVendor alpha = FakeVendor.start();
  private final FakeVendor beta = FakeVendor.start();

  @AfterEach
  void stopVendors() {
    held.countDown();
    alpha.close();
    beta.close();
  }

  private Gateway gateway(String share) {
    return gateway(share, "{}");
  }

  private Gateway gateway(String share, String shadows) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", alpha)
                .provider("beta", beta)
                .provider("keyless", beta.baseUrl(), "api-keys: [\"\"]")
                .modelWith("seen", "price: {currency: USD, input: 1, output: 2}", "alpha")
                .modelWith("watched", "price: {currency: USD, input: 10, output: 20}", "beta")
                .model("missing", "keyless"))
        .gateway(
            "{routing: {retries: 2, fallback-chain: [], degraded-reply: later},"
                + " retries: {server: {pause: 1ms}}, shadows: "
                + shadows
                + "}\n")
        .rule("mirror", "${variable.auto} == true", "split seen: 100", "shadow " + share)
        .start();
  }

  private static String id(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-request-id").orElseThrow();
  }

  /** What is recorded of the shadow of this answer. */
  private static JsonNode shadow(Gateway gateway, HttpResponse<String> answer) {
    String path = "/admin/requests/" + id(answer) + "-shadow";
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.get(path).statusCode() == 200);
    return Gateway.json(gateway.get(path));
  }

  private static void awaitNone(Gateway gateway) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.metric("caravan_shadows_open") == 0);
  }

  private static double dropped(Gateway gateway, String reason) {
    return gateway.metric("caravan_shadows_dropped_total", "reason=\"" + reason + "\"");
  }

  @Test
  void clientGetsItsAnswerAndTheShadowIsRecordedBesideIt() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(OpenAi.says("for nobody"));
    try (Gateway gateway = gateway("watched: 100")) {
      HttpResponse<String> answer = gateway.chat(PLAIN);
      JsonNode shadow = shadow(gateway, answer);

      assertThat(answer.body()).contains("for you").doesNotContain("nobody");
      assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("seen");
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("1");
      assertThat(answer.headers().firstValue("x-caravan-cost")).hasValue("0.00002");
      assertThat(shadow.path("shadow_of").asText()).isEqualTo(id(answer));
      assertThat(shadow.path("model").asText()).isEqualTo("watched");
      assertThat(shadow.path("rule").asText()).isEqualTo("mirror");
      assertThat(shadow.at("/tags/shadow").asText()).isEqualTo("mirror");
      assertThat(shadow.path("outcome").asText()).isEqualTo("answered");
      assertThat(shadow.path("cost").asText()).isEqualTo("0.0002");
      assertThat(shadow.toString()).doesNotContain("for nobody", "\"hi\"");
      JsonNode own = Gateway.json(gateway.get("/admin/requests/" + id(answer)));
      assertThat(own.path("cost").asText()).isEqualTo("0.00002");
      assertThat(own.path("shadow_of").isMissingNode()).isTrue();
      assertThat(own.path("tries")).hasSize(1);
      assertThat(Gateway.json(gateway.get("/admin/requests")).path("data")).hasSize(2);
    }
  }

  @Test
  void shadowIsAccountedApart() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(OpenAi.says("for nobody"));
    try (Gateway gateway = gateway("watched: 100")) {
      JsonNode shadow = shadow(gateway, gateway.chat(PLAIN));

      assertThat(shadow.at("/charges/0/purpose").asText()).isEqualTo("shadow");
      assertThat(gateway.metric("caravan_cost_total", "purpose=\"shadow\"")).isEqualTo(0.0002);
      assertThat(gateway.metric("caravan_cost_total", "purpose=\"answer\"")).isEqualTo(0.00002);
      assertThat(gateway.metric("caravan_tokens_total", "purpose=\"shadow\"", "\"watched\""))
          .isEqualTo(15);
      assertThat(
              gateway.metric(
                  "caravan_shadow_duration_seconds_count", "\"watched\"", "outcome=\"answered\""))
          .isEqualTo(1);
      assertThat(gateway.metric("caravan_request_duration_seconds_count")).isEqualTo(1);
    }
  }

  @Test
  void streamIsMirroredByAPlainCall() {
    alpha.answer(OpenAi.streams("for ", "you"));
    beta.answer(OpenAi.says("for nobody"));
    String stream =
        OpenAi.askForStream("auto", "hi")
            .replace("\"stream\":", "\"stream_options\":{\"include_usage\":true},\"stream\":");
    try (Gateway gateway = gateway("watched: 100")) {
      HttpResponse<String> answer = gateway.chat(stream);
      JsonNode shadow = shadow(gateway, answer);

      assertThat(answer.body()).contains("for ", "you", "[DONE]").doesNotContain("nobody");
      assertThat(shadow.path("stream").asBoolean()).isFalse();
      assertThat(shadow.path("outcome").asText()).isEqualTo("answered");
      assertThat(alpha.requests().getFirst().body()).contains("\"stream\":true");
      assertThat(beta.requests().getFirst().body())
          .contains("\"content\":\"hi\"")
          .doesNotContain("stream");
    }
  }

  @Test
  void otherFrontsAreMirroredToo() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(OpenAi.says("for nobody"));
    String message =
        "{\"model\":\"auto\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    try (Gateway gateway = gateway("watched: 100")) {
      HttpResponse<String> answer = gateway.post("/v1/messages", message);

      assertThat(shadow(gateway, answer).path("api").asText()).isEqualTo("messages");
      HttpResponse<String> response =
          gateway.post("/v1/responses", "{\"model\": \"auto\", \"input\": \"hi\"}");
      assertThat(shadow(gateway, response).path("api").asText()).isEqualTo("responses");
    }
  }

  @Test
  void clientWaitsForNoShadow() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(Answer.plain(200).hold(held));
    try (Gateway gateway = gateway("watched: 100")) {
      assertThat(gateway.chat(PLAIN).body()).contains("for you");
      beta.awaitRequests(1);

      assertThat(gateway.metric("caravan_shadows_open")).isEqualTo(1);
      assertThat(gateway.metric("caravan_request_duration_seconds_count")).isEqualTo(1);
    }
  }

  @Test
  void clientThatHangsUpDoesNotMatterToIt() throws IOException {
    alpha.answer(Answer.stream().send(OpenAi.delta("begun")).hold(held));
    beta.answer(Answer.plain(200).hold(held).send(OpenAi.said("for nobody")));
    try (Gateway gateway = gateway("watched: 100")) {
      try (RawClient client =
          RawClient.post(
              gateway.port(), PATH, OpenAi.askForStream("auto", "hi"), "x-request-id: gone-1")) {
        client.readUntil("begun");
        beta.awaitRequests(1);
      }
      alpha.awaitClosedConnections(1);
      held.countDown();

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(Gateway.json(gateway.get("/admin/requests")).path("data"))
                      .extracting(call -> call.path("outcome").asText())
                      .containsExactlyInAnyOrder("client_gone", "answered"));
    }
  }

  @Test
  void failedShadowIsRecordedAndNeverAskedAgain() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(OpenAi.fails(500, "boom"));
    try (Gateway gateway = gateway("watched: 100")) {
      HttpResponse<String> answer = gateway.chat(PLAIN);
      JsonNode shadow = shadow(gateway, answer);

      assertThat(answer.body()).contains("for you");
      assertThat(shadow.path("outcome").asText()).isEqualTo("upstream_failed");
      assertThat(shadow.at("/tries/0/result").asText()).isEqualTo("server");
      assertThat(beta.requests()).hasSize(1);
      assertThat(gateway.metric("caravan_failures_total")).isZero();
      awaitNone(gateway);
    }
  }

  @Test
  void shadowThatTakesTooLongIsCut() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(Answer.plain(200).hold(held));
    try (Gateway gateway = gateway("watched: 100", "{deadline: 100ms}")) {
      JsonNode shadow = shadow(gateway, gateway.chat(PLAIN));

      assertThat(shadow.path("outcome").asText()).isEqualTo("deadline_exceeded");
      beta.awaitClosedConnections(1);
      awaitNone(gateway);
    }
  }

  @Test
  void whatComesBeyondTheBoundIsDroppedAndCounted() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(Answer.plain(200).hold(held).send(OpenAi.said("for nobody")));
    try (Gateway gateway = gateway("watched: 100", "{max-open: 2}")) {
      for (int i = 0; i < 2; i++) {
        gateway.chat(OpenAi.ask("auto", "hi " + i));
      }
      beta.awaitRequests(2);

      assertThat(gateway.chat(PLAIN).body()).contains("for you");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> dropped(gateway, "full") == 1);
      assertThat(beta.requests()).hasSize(2);

      held.countDown();
      awaitNone(gateway);
      shadow(gateway, gateway.chat(OpenAi.ask("auto", "once more")));
      assertThat(dropped(gateway, "full")).isEqualTo(1);
    }
  }

  @Test
  void longRequestsAndModelsThatCannotAnswerAreLeftOut() {
    alpha.answer(OpenAi.says("for you"));
    try (Gateway gateway = gateway("watched: 100", "{max-request-bytes: 1KB}")) {
      assertThat(gateway.chat(OpenAi.ask("auto", "long ".repeat(300))).statusCode()).isEqualTo(200);

      assertThat(dropped(gateway, "too_large")).isEqualTo(1);
    }
    try (Gateway gateway = gateway("missing: 100")) {
      assertThat(gateway.chat(PLAIN).statusCode()).isEqualTo(200);

      assertThat(dropped(gateway, "unable")).isEqualTo(1);
    }
    assertThat(beta.requests()).isEmpty();
  }

  @Test
  void keptAnswersAreNotMirroredAndShadowsAreNotKept() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(OpenAi.says("for nobody"));
    try (Gateway gateway = gateway("watched: 100")) {
      shadow(gateway, gateway.chat(PLAIN, "Idempotency-Key", "k"));

      assertThat(gateway.chat(PLAIN, "Idempotency-Key", "k").body()).contains("for you");
      HttpResponse<String> kept = gateway.chat(PLAIN);

      assertThat(kept.headers().firstValue("x-caravan-cache")).hasValue("hit");
      assertThat(kept.body()).contains("for you");
      assertThat(gateway.metric("caravan_cache_entries")).isEqualTo(1);
      assertThat(beta.requests()).hasSize(1);
    }
  }

  @Test
  void routingQuestionsAreNotMirrored() {
    try (Gateway gateway = gateway("watched: 100")) {
      assertThat(gateway.post("/v1/route", PLAIN).statusCode()).isEqualTo(200);

      gateway.awaitIdle();
      assertThat(gateway.metric("caravan_shadows_open")).isZero();
      assertThat(beta.requests()).isEmpty();
    }
  }

  @Test
  void onlyTheShareIsMirrored() {
    alpha.answer(OpenAi.says("for you"));
    try (Gateway gateway = gateway("watched: 0")) {
      for (int i = 0; i < 20; i++) {
        gateway.chat(OpenAi.ask("auto", "hi " + i));
      }

      assertThat(gateway.metric("caravan_shadows_open")).isZero();
      assertThat(beta.requests()).isEmpty();
    }
  }

  @Test
  void openShadowEndsOnItsOldGeneration() {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(Answer.plain(200).hold(held).send(OpenAi.said("for nobody")));
    try (Gateway gateway = gateway("watched: 100")) {
      HttpResponse<String> answer = gateway.chat(PLAIN);
      beta.awaitRequests(1);
      gateway.reload();
      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(2);

      held.countDown();

      assertThat(shadow(gateway, answer).path("outcome").asText()).isEqualTo("answered");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.metric("caravan_generations_living") == 1);
    }
  }

  @Test
  void stopOfTheGatewayCutsItAndItIsInTheLog() throws InterruptedException {
    alpha.answer(OpenAi.says("for you"));
    beta.answer(Answer.plain(200).hold(held));
    try (LogLines log = LogLines.ofAccess()) {
      Gateway gateway = gateway("watched: 100", "{deadline: 10m}");
      String id = id(gateway.chat(PLAIN));
      beta.awaitRequests(1);

      Thread stop = Thread.ofVirtual().start(gateway::close);

      beta.awaitClosedConnections(1);
      assertThat(stop.join(Duration.ofSeconds(30))).isTrue();
      assertThat(log.with("shadow_of=" + id))
          .singleElement()
          .asString()
          .contains("outcome=deadline_exceeded");
    }
  }
}
