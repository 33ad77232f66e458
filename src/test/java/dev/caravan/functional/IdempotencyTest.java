package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's own retry, marked with an Idempotency-Key, gets the first answer. */
class IdempotencyTest {
  private static final int RETRIES = 8;
  private final FakeVendor vendor = FakeVendor.start();
  private final Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    clients.shutdownNow();
    gateway.close();
    vendor.close();
  }

  @Test
  void retryGetsTheFirstAnswer() {
    vendor.answer(ChatAnswers.plain("first"), ChatAnswers.plain("second"));

    String first = chat(ChatAnswers.HELLO, "k1").body();
    HttpResponse<String> retry = chat(ChatAnswers.HELLO, "k1");

    assertThat(retry.body()).isEqualTo(first);
    assertThat(retry.headers().firstValue("x-caravan-cache")).hasValue("hit");
    assertThat(vendor.requests()).hasSize(1);
  }

  @Test
  void retryThatBypassesTheCacheGetsTheFirstAnswerToo() {
    vendor.answer(ChatAnswers.plain("first"), ChatAnswers.plain("second"));

    String first = chat(ChatAnswers.HELLO, "k1", "x-caravan-cache", "bypass").body();
    String retry = chat(ChatAnswers.HELLO, "k1", "x-caravan-cache", "bypass").body();

    assertThat(retry).isEqualTo(first);
    assertThat(vendor.requests()).hasSize(1);
  }

  @Test
  void anotherKeyIsAnotherRequest() {
    vendor.answer(ChatAnswers.plain("first"), ChatAnswers.plain("second"));

    chat(ChatAnswers.HELLO, "k1", "x-caravan-cache", "bypass");
    chat(ChatAnswers.HELLO, "k2", "x-caravan-cache", "bypass");
    chat(ChatAnswers.HELLO, " ", "x-caravan-cache", "bypass");
    chat(ChatAnswers.HELLO, " ", "x-caravan-cache", "bypass");

    assertThat(vendor.requests()).hasSize(4);
  }

  @Test
  void retriesAtTheSameTimeWaitForTheFirst() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    vendor.answer(
        Answer.plain(200).hold(release).send(ChatAnswers.body("first")),
        ChatAnswers.plain("second"));

    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < RETRIES; i++) {
      answers.add(clients.submit(() -> chat(ChatAnswers.HELLO, "k1")));
    }
    awaitInFlight(RETRIES);
    release.countDown();

    for (Future<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().body()).isEqualTo(ChatAnswers.body("first"));
    }
    assertThat(vendor.requests()).hasSize(1);
  }

  @Test
  void streamsAtTheSameTimeAreAnsweredOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Answer stream = Answer.stream().hold(release);
    stream.send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"first\"}", "\"stop\"")));
    vendor.answer(stream.send("data: [DONE]\n\n"), ChatAnswers.stream("second"));

    Future<HttpResponse<String>> one = clients.submit(() -> chat(ChatAnswers.HELLO_STREAM, "k1"));
    Future<HttpResponse<String>> two = clients.submit(() -> chat(ChatAnswers.HELLO_STREAM, "k1"));
    awaitInFlight(2);
    release.countDown();

    assertThat(Events.of(one.get().body()).text()).isEqualTo("first");
    assertThat(Events.of(two.get().body()).text()).isEqualTo("first");
    assertThat(vendor.requests()).hasSize(1);
  }

  @Test
  void anotherRequestWithTheSameKeyIsRefused() {
    vendor.answer(ChatAnswers.plain("first"));
    chat(ChatAnswers.HELLO, "k1");

    HttpResponse<String> other = chat(ChatAnswers.HELLO.replace("Hello", "Bye"), "k1");

    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(other).at("/error/code").asText()).isEqualTo("invalid_request");
    assertThat(Gateway.json(other).at("/error/param").asText()).isEqualTo("Idempotency-Key");
  }

  @Test
  void retryAfterALiveEditGetsTheFirstAnswer() {
    vendor.answer(ChatAnswers.plain("first"), ChatAnswers.plain("second"));
    String first = chat(ChatAnswers.HELLO, "k1").body();

    String route = "api/health.camel.yaml";
    gateway.writeRoute(route, gateway.readRoute(route) + "# edited\n");
    gateway.reload();

    assertThat(Gateway.json(gateway.get("/health")).path("generation").asInt()).isEqualTo(2);
    assertThat(chat(ChatAnswers.HELLO, "k1").body()).isEqualTo(first);
    assertThat(vendor.requests()).hasSize(1);
  }

  @Test
  void failedFirstLeavesTheWorkToTheRetry() {
    vendor.answer(Answer.json(500, "{}"), ChatAnswers.plain("second"), ChatAnswers.plain("third"));

    assertThat(chat(ChatAnswers.HELLO, "k1").statusCode()).isEqualTo(502);
    assertThat(chat(ChatAnswers.HELLO, "k1").body()).contains("second");
    assertThat(chat(ChatAnswers.HELLO, "k1").body()).contains("second");
  }

  @Test
  void whoWaitedForAFailedFirstIsAnsweredAfterAll() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    vendor.answer(Answer.plain(500).hold(release), ChatAnswers.plain("second"));

    Future<HttpResponse<String>> one = clients.submit(() -> chat(ChatAnswers.HELLO, "k1"));
    vendor.awaitRequests(1);
    Future<HttpResponse<String>> two = clients.submit(() -> chat(ChatAnswers.HELLO, "k1"));
    awaitInFlight(2);
    release.countDown();

    assertThat(one.get().statusCode()).isEqualTo(502);
    assertThat(two.get().body()).contains("second");
    assertThat(vendor.requests()).hasSize(2);
  }

  @Test
  void whoWaitsTooLongIsToldSo() throws ExecutionException, InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    vendor.answer(Answer.plain(200).hold(release).send(ChatAnswers.body("first")));

    Future<HttpResponse<String>> one = clients.submit(() -> chat(ChatAnswers.HELLO, "k1"));
    vendor.awaitRequests(1);
    HttpResponse<String> two = chat(ChatAnswers.HELLO, "k1", "x-caravan-deadline-ms", "1");
    release.countDown();

    assertThat(two.statusCode()).isEqualTo(409);
    assertThat(Gateway.json(two).at("/error/code").asText()).isEqualTo("idempotency_in_progress");
    assertThat(one.get().statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> chat(String body, String key, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Idempotency-Key";
    all[headers.length + 1] = key;
    return gateway.chat(body, all);
  }

  /** The request that asks does not count. */
  private void awaitInFlight(int count) {
    Awaitility.await()
        .until(() -> Gateway.json(gateway.get("/admin/stats")).path("in_flight").asInt() == count);
  }
}
