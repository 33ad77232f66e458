package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code overload} in gateway.yaml: what the gateway cannot take on is refused at its edge. */
class OverloadTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String MESSAGES =
      "{\"model\":\"fake-model\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  private final CountDownLatch held = new CountDownLatch(1);

  private FakeVendor patientVendor() {
    Answer patient = Answer.stream().hold(held).send(OpenAi.delta("at last"));
    return FakeVendor.start().answer(patient.send(OpenAi.finish()).send(OpenAi.DONE));
  }

  private static String settings(String overload) {
    return """
    routing: {default-model: fake-model, fallback-chain: [], retries: 0, deadline: 60s}
    limits: {max-request-bytes: 1MB}
    overload: {max-open-bytes: 1MB, %s}
    """
        .formatted(overload);
  }

  private static Gateway gateway(FakeVendor vendor, String overload) {
    return Gateway.withVendor(vendor.baseUrl()).gateway(settings(overload)).start();
  }

  private static CompletableFuture<HttpResponse<String>> begin(Gateway gateway, String prompt) {
    CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> answer.complete(gateway.chat(OpenAi.askForStream("fake-model", prompt))));
    return answer;
  }

  private static JsonNode overload(Gateway gateway) {
    return gateway.stats().path("overload");
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo("overloaded");
    assertThat(Gateway.json(answer).at("/error/type").asText()).isEqualTo("overloaded_error");
  }

  @Test
  void whatIsLetInEndsWellWhileTenTimesAsManyCome() throws Exception {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "max-open-calls: 5, queue: {size: 2, max-wait: 1ms}")) {
      List<CompletableFuture<HttpResponse<String>>> letIn = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        letIn.add(begin(gateway, "call " + i));
      }
      vendor.awaitRequests(5);

      List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        others.add(begin(gateway, "another " + i));
      }
      for (CompletableFuture<HttpResponse<String>> other : others) {
        assertRefused(other.get());
      }
      assertThat(overload(gateway).path("open_calls").asInt()).isEqualTo(5);
      assertThat(overload(gateway).at("/refused/open_calls").asInt()).isEqualTo(50);
      assertThat(gateway.metric("caravan_overload_refused_total")).isEqualTo(50);
      held.countDown();

      for (CompletableFuture<HttpResponse<String>> answer : letIn) {
        assertThat(answer.get().body()).contains("at last").endsWith(OpenAi.DONE);
      }
      assertThat(vendor.requests()).hasSize(5);
      assertThat(begin(gateway, "afterwards").get().statusCode()).isEqualTo(200);
      gateway.awaitIdle();
      assertThat(overload(gateway).path("open_calls").asInt()).isZero();
      assertThat(overload(gateway).path("open_bytes").asInt()).isZero();
    } finally {
      held.countDown();
    }
  }

  @Test
  void refusalHasTheFormOfTheApiThatWasCalled() {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "max-open-calls: 1, queue: {size: 0}")) {
      begin(gateway, "held");
      vendor.awaitRequests(1);

      for (String path : List.of(CHAT, "/v1/responses", "/v1/embeddings")) {
        HttpResponse<String> refused = gateway.post(path, "{}");
        assertRefused(refused);
        assertThat(Gateway.json(refused).has("type")).isFalse();
      }
      for (String path : List.of("/v1/messages", "/v1/messages/count_tokens")) {
        HttpResponse<String> refused = gateway.post(path, MESSAGES);
        assertRefused(refused);
        assertThat(Gateway.json(refused).path("type").asText()).isEqualTo("error");
        assertThat(Gateway.json(refused).path("request_id").asText())
            .isEqualTo(refused.headers().firstValue("request-id").orElseThrow());
      }
      held.countDown();
      gateway.awaitIdle();
    } finally {
      held.countDown();
    }
  }

  @Test
  void operatorsAreNeverRefused() {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "max-open-calls: 1, queue: {size: 0}")) {
      begin(gateway, "held");
      vendor.awaitRequests(1);
      assertRefused(gateway.get("/v1/models"));

      for (String path :
          List.of("/health", "/health/ready", "/metrics", "/admin/stats", "/admin/requests")) {
        assertThat(gateway.get(path).statusCode()).as(path).isEqualTo(200);
      }
      assertThat(gateway.post("/admin/reload", "").statusCode()).isEqualTo(200);
      assertThat(gateway.metric("caravan_overload_open_calls")).isEqualTo(1);
      assertThat(gateway.metric("caravan_overload_limit")).isPositive();
      held.countDown();
    } finally {
      held.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/../v1/chat/completions",
        "/health/%2e%2e/v1/chat/completions",
        "//v1/chat/completions",
        "/./v1/chat/completions"
      })
  void callInDisguiseIsACall(String path) throws IOException {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "max-open-calls: 1, queue: {size: 0}")) {
      begin(gateway, "held");
      vendor.awaitRequests(1);

      try (RawClient client = RawClient.post(gateway.port(), path, "{}")) {
        assertThat(client.readUntil("\r\n")).startsWith("HTTP/1.1 503 ");
      }
      held.countDown();
    } finally {
      held.countDown();
    }
  }

  @Test
  void whoWaitsIsServedWhenAnotherEnds() throws Exception {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "max-open-calls: 1, queue: {size: 5, max-wait: 50s}")) {
      CompletableFuture<HttpResponse<String>> first = begin(gateway, "first");
      vendor.awaitRequests(1);
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        // Long enough not to come with the request's head.
        waiting.add(begin(gateway, "x".repeat(100_000) + i));
      }
      Awaitility.await().until(() -> overload(gateway).path("queued").asInt() == 5);
      assertThat(gateway.metric("caravan_overload_queued")).isEqualTo(5);
      assertRefused(gateway.chat(OpenAi.ask("fake-model", "one too many")));
      assertThat(vendor.requests()).hasSize(1);

      held.countDown();

      assertThat(first.get().statusCode()).isEqualTo(200);
      for (CompletableFuture<HttpResponse<String>> answer : waiting) {
        assertThat(answer.get().body()).contains("at last").endsWith(OpenAi.DONE);
      }
      assertThat(overload(gateway).path("queued").asInt()).isZero();
    } finally {
      held.countDown();
    }
  }

  @Test
  void clientThatHangsUpWhileItWaitsIsForgotten() throws Exception {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "max-open-calls: 1, queue: {size: 1, max-wait: 50s}")) {
      begin(gateway, "first");
      vendor.awaitRequests(1);
      RawClient client = RawClient.post(gateway.port(), CHAT, OpenAi.ask("fake-model", "in vain"));
      Awaitility.await().until(() -> overload(gateway).path("queued").asInt() == 1);

      client.close();

      Awaitility.await().until(() -> overload(gateway).path("queued").asInt() == 0);
      held.countDown();
      gateway.awaitIdle();
      assertThat(vendor.requests()).hasSize(1);
      assertThat(overload(gateway).path("open_calls").asInt()).isZero();
    } finally {
      held.countDown();
    }
  }

  @Test
  void bodiesOfOpenCallsAreBounded() throws Exception {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "queue: {size: 0}")) {
      CompletableFuture<HttpResponse<String>> large = begin(gateway, "x".repeat(600_000));
      vendor.awaitRequests(1);

      assertRefused(begin(gateway, "x".repeat(600_000)).get());
      assertThat(overload(gateway).at("/refused/open_bytes").asInt()).isEqualTo(1);
      CompletableFuture<HttpResponse<String>> small = begin(gateway, "small");
      vendor.awaitRequests(2);
      held.countDown();

      assertThat(large.get().statusCode()).isEqualTo(200);
      assertThat(small.get().statusCode()).isEqualTo(200);
      assertThat(begin(gateway, "x".repeat(600_000)).get().statusCode()).isEqualTo(200);
    } finally {
      held.countDown();
    }
  }

  @Test
  void longBodyIsRefusedBeforeItIsSent() throws Exception {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "queue: {size: 0}")) {
      begin(gateway, "x".repeat(600_000));
      vendor.awaitRequests(1);

      try (RawClient client = new RawClient(gateway.port())) {
        client.send(
            "POST "
                + CHAT
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length:"
                + " 600000\r\n\r\n");
        assertThat(client.readUntil("\"overloaded\"")).startsWith("HTTP/1.1 503 ");
        // The connection can be used again once the body is through.
        client.send("x".repeat(600_000));
        client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.readUntil("\"ok\":true")).contains("HTTP/1.1 200 ");
      }
      held.countDown();
    } finally {
      held.countDown();
    }
  }

  @Test
  void bodyOfUnknownLengthIsCountedWhileItComes() throws Exception {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "queue: {size: 0}")) {
      CompletableFuture<HttpResponse<String>> large = begin(gateway, "x".repeat(600_000));
      vendor.awaitRequests(1);

      String head =
          "POST "
              + CHAT
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n";
      try (RawClient client = new RawClient(gateway.port())) {
        client.send(head + "186a0\r\n" + "x".repeat(100_000) + "\r\n");
        Awaitility.await().until(() -> overload(gateway).path("open_bytes").asInt() > 699_999);
        client.send("7a120\r\n" + "x".repeat(500_000) + "\r\n");
        assertThat(client.readUntil("\"overloaded\"")).startsWith("HTTP/1.1 503 ");
      }
      Awaitility.await()
          .until(
              () ->
                  overload(gateway).path("open_calls").asInt() == 1
                      && overload(gateway).path("open_bytes").asInt() < 700_000);
      String ask = OpenAi.askForStream("fake-model", "chunked");
      try (RawClient client = new RawClient(gateway.port())) {
        client.send(head + Integer.toHexString(ask.length()) + "\r\n" + ask + "\r\n0\r\n\r\n");
        vendor.awaitRequests(2);
        held.countDown();
        assertThat(client.readUntil("[DONE]")).contains("at last");
      }
      assertThat(large.get().statusCode()).isEqualTo(200);
      gateway.awaitIdle();
      assertThat(overload(gateway).path("open_bytes").asInt()).isZero();
    } finally {
      held.countDown();
    }
  }

  @Test
  void openCallsCountOverLiveEdits() throws Exception {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "max-open-calls: 1, queue: {size: 0}")) {
      CompletableFuture<HttpResponse<String>> first = begin(gateway, "first");
      vendor.awaitRequests(1);
      gateway.writeConfig(
          "gateway.yaml", settings("max-open-calls: 1, queue: {size: 1, max-wait: 1ms}"));
      gateway.reload();
      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(2);

      assertRefused(begin(gateway, "second").get());
      gateway.writeConfig("gateway.yaml", settings("max-open-calls: 2, queue: {size: 0}"));
      gateway.reload();
      CompletableFuture<HttpResponse<String>> third = begin(gateway, "third");
      vendor.awaitRequests(2);
      assertThat(overload(gateway).path("open_calls").asInt()).isEqualTo(2);
      held.countDown();

      assertThat(first.get().statusCode()).isEqualTo(200);
      assertThat(third.get().statusCode()).isEqualTo(200);
      gateway.awaitIdle();
      assertThat(overload(gateway).path("open_calls").asInt()).isZero();
    } finally {
      held.countDown();
    }
  }

  @Test
  void boundBelowTheLongestRequestIsRefusedWithItsLine() {
    try (FakeVendor vendor = patientVendor();
        Gateway gateway = gateway(vendor, "queue: {size: 0}")) {
      gateway.writeConfig("gateway.yaml", "overload:\n  max-open-bytes: 19MB\n");

      assertThat(gateway.check())
          .singleElement()
          .asString()
          .endsWith(
              "gateway.yaml:2: overload.max-open-bytes: \"19MB\" is below limits.max-request-bytes"
                  + " (expected: >= 20971520 bytes)");
    }
  }
}
