package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that go away: their vendors stop at once, and nothing is left behind. */
class HangUpTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String STREAM = OpenAi.askForStream("fake-model", "hi");
  private static final String PLAIN = OpenAi.ask("fake-model", "hi");
  private static final int CLIENTS = 200;

  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void twoHundredHangUpsInTheMiddleStopTwoHundredVendors() throws IOException {
    Answer endless =
        Answer.stream()
            .send(OpenAi.delta("first"))
            .sendTimes(20, OpenAi.delta("more"))
            .hold(never)
            .send(OpenAi.DONE);
    try (FakeVendor vendor = FakeVendor.start().answer(endless);
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      hangUpAfterTheFirstToken(gateway, 5);
      gateway.awaitIdle();
      long buffersBefore = directBuffers();

      hangUpAfterTheFirstToken(gateway, CLIENTS);

      vendor.awaitClosedConnections(CLIENTS + 5);
      assertThat(vendor.acceptedConnections()).isEqualTo(CLIENTS + 5);
      assertThat(vendor.completedAnswers()).isZero();
      gateway.awaitIdle();
      assertThat(gateway.metric("caravan_request_duration_seconds_count", "client_gone"))
          .isEqualTo(CLIENTS + 5.0);
      assertThat(directBuffers() - buffersBefore).isLessThan(32L << 20);
      // Neither the vendor nor its breaker is blamed.
      assertThat(gateway.stats().path("circuit_breakers").elements().next().asText())
          .isEqualTo("CLOSED");
    } finally {
      never.countDown();
    }
  }

  private static void hangUpAfterTheFirstToken(Gateway gateway, int clients) throws IOException {
    List<RawClient> open = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      open.add(RawClient.post(gateway.port(), PATH, STREAM));
    }
    for (RawClient client : open) {
      client.readUntil("first");
    }
    for (RawClient client : open) {
      client.close();
    }
  }

  private static long directBuffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void hangUpWhileTheVendorWritesDoesNotDrainTheVendor() throws IOException {
    Answer busy = Answer.stream().sendTimes(400_000, OpenAi.delta("word")).send(OpenAi.DONE);
    try (FakeVendor vendor = FakeVendor.start().answer(busy);
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      RawClient client = RawClient.post(gateway.port(), PATH, STREAM);
      client.readUntil("word");
      client.close();

      vendor.awaitClosedConnections(1);

      assertThat(vendor.completedAnswers()).isZero();
      assertThat(vendor.sentPieces()).isLessThan(300_000);
      gateway.awaitIdle();
    }
  }

  @Test
  void hangUpBeforeTheFirstTokenStopsTheVendorAndNobodyElseIsAsked() throws IOException {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.stream().head().hold(never));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      RawClient client = RawClient.post(gateway.port(), PATH, STREAM);
      vendor.awaitRequests(1);
      client.close();

      vendor.awaitClosedConnections(1);
      gateway.awaitIdle();
      assertThat(vendor.requests()).hasSize(1);
    } finally {
      never.countDown();
    }
  }

  @Test
  void hangUpDuringAPlainCallStopsTheVendor() throws IOException {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.plain(200).hold(never));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      for (int i = 1; i <= 10; i++) {
        RawClient client = RawClient.post(gateway.port(), PATH, PLAIN);
        vendor.awaitRequests(i);
        client.close();
      }

      vendor.awaitClosedConnections(10);
      gateway.awaitIdle();
      assertThat(vendor.completedAnswers()).isZero();
      assertThat(gateway.metric("caravan_request_duration_seconds_count", "client_gone"))
          .isEqualTo(10);
      // More than the five failures that would have opened it.
      assertThat(gateway.stats().path("circuit_breakers").elements().next().asText())
          .isEqualTo("CLOSED");
    } finally {
      never.countDown();
    }
  }

  @Test
  void hangUpInTheMiddleOfARequestLeavesNothingBehind() throws IOException {
    try (FakeVendor vendor = FakeVendor.start();
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      for (int i = 0; i < 20; i++) {
        RawClient client = new RawClient(gateway.port());
        client.send("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"mod");
        client.close();
      }

      gateway.awaitIdle();
      assertThat(vendor.requests()).isEmpty();
    }
  }

  @Test
  void answersReadToTheirEndLeaveTheConnectionToTheNextCall() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("plain"));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      for (int i = 0; i < 50; i++) {
        assertThat(gateway.chat(PLAIN, "x-caravan-cache", "bypass").statusCode()).isEqualTo(200);
      }

      assertThat(vendor.requests()).hasSize(50);
      assertThat(vendor.acceptedConnections()).isEqualTo(1);
    }
  }

  @Test
  void streamsReadToTheirEndLeaveTheConnectionToTheNextCall() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.streams("streamed"));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      for (int i = 0; i < 50; i++) {
        assertThat(gateway.chat(STREAM, "x-caravan-cache", "bypass").body()).endsWith(OpenAi.DONE);
      }

      assertThat(vendor.requests()).hasSize(50);
      assertThat(vendor.acceptedConnections()).isEqualTo(1);
    }
  }

  @Test
  void shortErrorsLeaveTheConnectionToTheNextCall() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.fails(400, "no"));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.chat(PLAIN).statusCode()).isEqualTo(400);
      }

      assertThat(vendor.acceptedConnections()).isEqualTo(1);
    }
  }
}
