package dev.caravan.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.stream.ClientGoneException;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the sink does for, and about, a client that does not read. */
class SlowClientTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final byte[] EVENT = "x".repeat(1024).getBytes(US_ASCII);
  private static final int EVENTS = 4_000;

  /** More than what is in flight and in the sockets' buffers together. */
  private static final int BOUND = 1 << 20;

  private final AtomicLong accepted = new AtomicLong();

  @Test
  void isWaitedForAndLosesNothing() throws Throwable {
    try (SinkServer server = new SinkServer(LONG, this::writeAll);
        RawClient client = RawClient.get(server.port(), "/")) {
      Awaitility.await().until(server::isProducerWaiting);
      assertThat(accepted.get()).isLessThan(BOUND);

      String answer = client.readUntil("\r\n0\r\n\r\n");

      server.awaitProducer();
      assertThat(countInBody('x', answer)).isEqualTo(EVENTS * 1024L);
    }
  }

  @Test
  void getsAnEventThatIsLargerThanAllThatMayBeInFlight() throws Throwable {
    byte[] large = "y".repeat(3 * VertxResponseSink.MAX_BYTES_IN_FLIGHT).getBytes(US_ASCII);
    try (SinkServer server =
            new SinkServer(
                LONG,
                sink -> {
                  sink.begin("text/event-stream", Map.of());
                  sink.write(large);
                  sink.write(large);
                  sink.end();
                });
        RawClient client = RawClient.get(server.port(), "/")) {
      assertThat(countInBody('y', client.readUntil("\r\n0\r\n\r\n"))).isEqualTo(2L * large.length);
      server.awaitProducer();
    }
  }

  @Test
  void isCutOffWhenItsTimeIsUp() throws Throwable {
    CountDownLatch gone = new CountDownLatch(1);
    try (SinkServer server =
            new SinkServer(
                SHORT,
                sink -> {
                  sink.onGone(gone::countDown);
                  writeAll(sink);
                });
        RawClient client = RawClient.get(server.port(), "/")) {
      assertThatThrownBy(server::awaitProducer)
          .isInstanceOf(ClientGoneException.class)
          .hasMessage("the client left its stream unread for 200 ms");

      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(server.sink().isGone()).isTrue();
      assertThat(accepted.get()).isLessThan(BOUND);
      assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void isFoundToHaveHungUpWhileItIsWaitedFor() throws Throwable {
    try (SinkServer server = new SinkServer(LONG, this::writeAll)) {
      try (RawClient client = RawClient.get(server.port(), "/")) {
        Awaitility.await().until(server::isProducerWaiting);
      }

      assertThatThrownBy(server::awaitProducer)
          .isInstanceOf(ClientGoneException.class)
          .hasMessage("the client closed the connection");
    }
  }

  @Test
  void isCutOffWhenTheProducerIsInterrupted() throws Throwable {
    try (SinkServer server =
            new SinkServer(
                LONG,
                sink -> {
                  assertThatThrownBy(() -> writeAll(sink))
                      .isInstanceOf(ClientGoneException.class)
                      .hasMessageStartingWith("interrupted");
                  assertThat(Thread.interrupted()).isTrue();
                });
        RawClient client = RawClient.get(server.port(), "/")) {
      Awaitility.await().until(server::isProducerWaiting);
      server.interruptProducer();

      server.awaitProducer();
      assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
    }
  }

  private void writeAll(VertxResponseSink sink) throws IOException {
    sink.begin("text/event-stream", Map.of());
    for (int i = 0; i < EVENTS; i++) {
      sink.write(EVENT);
      accepted.addAndGet(EVENT.length);
    }
    sink.end();
  }

  private static long countInBody(char letter, String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n")).chars().filter(c -> c == letter).count();
  }
}
