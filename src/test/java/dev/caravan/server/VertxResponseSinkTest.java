package dev.caravan.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.stream.ClientGoneException;
import dev.caravan.stream.ResponseSink;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class VertxResponseSinkTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final byte[] EVENT = "x".repeat(1024).getBytes(US_ASCII);

  @Test
  void sendsStatusHeadersAndEvents() throws Throwable {
    try (SinkServer server =
            new SinkServer(
                LONG,
                sink -> {
                  assertThat(sink.hasBegun()).isFalse();
                  sink.begin("text/event-stream", Map.of("X-Test", "yes"));
                  assertThat(sink.hasBegun()).isTrue();
                  sink.write(ascii("data: 1\n\n"));
                  sink.end();
                  sink.end();
                });
        RawClient client = RawClient.get(server.port(), "/")) {
      assertThat(client.readUntil("\r\n0\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsIgnoringCase("content-type: text/event-stream\r\n")
          .containsIgnoringCase("transfer-encoding: chunked\r\n")
          .containsIgnoringCase("x-test: yes\r\n")
          .endsWith("\r\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n");
      server.awaitProducer();
      assertThat(server.sink().isGone()).isFalse();
    }
  }

  /** A loop that was behind had a task for each event, and fell behind further. */
  @Test
  void eventsThatWaitForTheEventLoopGoOutAsOnePiece() throws Throwable {
    CountDownLatch arrived = new CountDownLatch(1);
    try (SinkServer server =
            new SinkServer(
                LONG,
                (loop, sink) -> {
                  CompletableFuture<Void> written = new CompletableFuture<>();
                  sink.begin("text/event-stream", Map.of());
                  loop.execute(written::join);
                  try {
                    sink.write(ascii("data: 1\n\n"));
                    sink.write(ascii("data: 2\n\n"));
                  } finally {
                    written.complete(null);
                  }
                  await(arrived);
                  sink.write(ascii("data: 3\n\n"));
                  sink.end();
                });
        RawClient client = RawClient.get(server.port(), "/")) {
      assertThat(client.readUntil("data: 2\n\n\r\n"))
          .endsWith("\r\n\r\n12\r\ndata: 1\n\ndata: 2\n\n\r\n");
      arrived.countDown();
      assertThat(client.readUntil("\r\n0\r\n\r\n")).endsWith("data: 3\n\n\r\n0\r\n\r\n");
      server.awaitProducer();
      assertThat(server.sink().events()).isEqualTo(3);
    }
  }

  @Test
  void sendsAnEventBeforeTheNextIsMade() throws Throwable {
    CountDownLatch firstArrived = new CountDownLatch(1);
    try (SinkServer server =
            new SinkServer(
                LONG,
                sink -> {
                  sink.begin("text/event-stream", Map.of());
                  sink.write(ascii("data: 1\n\n"));
                  await(firstArrived);
                  sink.write(ascii("data: 2\n\n"));
                  sink.end();
                });
        RawClient client = RawClient.get(server.port(), "/")) {
      assertThat(client.readUntil("data: 1\n\n")).doesNotContain("data: 2");
      firstArrived.countDown();
      client.readUntil("data: 2\n\n");
      server.awaitProducer();
    }
  }

  @Test
  void tellsTheProducerThatTheClientHungUp() throws Throwable {
    CountDownLatch gone = new CountDownLatch(1);
    try (SinkServer server =
        new SinkServer(
            LONG,
            sink -> {
              sink.onGone(gone::countDown);
              sink.begin("text/event-stream", Map.of());
              writeForever(sink);
            })) {
      try (RawClient client = RawClient.get(server.port(), "/")) {
        client.readUntil("x");
      }

      assertThatThrownBy(server::awaitProducer)
          .isInstanceOf(ClientGoneException.class)
          .hasMessage("the client closed the connection");
      await(gone);
    }
  }

  @Test
  void runsEveryActionOnceWhileTheProducerIsSilent() throws Throwable {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(2);
    AtomicInteger runs = new AtomicInteger();
    try (SinkServer server =
        new SinkServer(
            LONG,
            sink -> {
              sink.onGone(runs::incrementAndGet);
              sink.onGone(ran::countDown);
              begun.countDown();
              Awaitility.await().until(sink::isGone);
              sink.onGone(ran::countDown);
              await(ran);
              sink.begin("text/event-stream", Map.of());
            })) {
      try (RawClient client = RawClient.get(server.port(), "/")) {
        await(begun);
      }

      assertThatThrownBy(server::awaitProducer).isInstanceOf(ClientGoneException.class);
      Awaitility.await().until(() -> runs.get() == 1);
    }
  }

  @Test
  void doesNotCallTheClientGoneOnceTheAnswerIsComplete() throws Throwable {
    AtomicInteger runs = new AtomicInteger();
    try (SinkServer server =
        new SinkServer(
            LONG,
            sink -> {
              sink.onGone(runs::incrementAndGet);
              sink.begin("text/event-stream", Map.of());
              sink.write(EVENT);
              sink.end();
            })) {
      try (RawClient client = RawClient.get(server.port(), "/")) {
        client.readUntil("\r\n0\r\n\r\n");
      }
      server.awaitProducer();

      assertThat(server.sink().isGone()).isFalse();
      assertThat(runs).hasValue(0);
    }
  }

  @Test
  void endsQuietlyWhenTheClientIsGone() throws Throwable {
    CountDownLatch begun = new CountDownLatch(1);
    try (SinkServer server =
        new SinkServer(
            LONG,
            sink -> {
              sink.begin("text/event-stream", Map.of());
              begun.countDown();
              Awaitility.await().until(sink::isGone);
              sink.end();
            })) {
      try (RawClient client = RawClient.get(server.port(), "/")) {
        await(begun);
      }
      server.awaitProducer();
    }
  }

  @Test
  void refusesCallsOutOfOrder() throws Throwable {
    try (SinkServer server =
            new SinkServer(
                LONG,
                sink -> {
                  assertThatThrownBy(() -> sink.write(EVENT)).hasMessageContaining("write outside");
                  assertThatThrownBy(sink::end).hasMessage("end before begin");
                  sink.begin("text/plain", Map.of());
                  assertThatThrownBy(() -> sink.begin("text/plain", Map.of()))
                      .hasMessage("the answer has begun already");
                  sink.end();
                  assertThatThrownBy(() -> sink.write(EVENT)).hasMessageContaining("write outside");
                });
        RawClient client = RawClient.get(server.port(), "/")) {
      client.readUntil("\r\n0\r\n\r\n");
      assertThatCode(server::awaitProducer).doesNotThrowAnyException();
    }
  }

  private static void writeForever(ResponseSink sink) throws IOException {
    while (true) {
      sink.write(EVENT);
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
