package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A client that does not read holds up its vendor, not the gateway's memory. */
class BackPressureTest {
  private static final String PATH = "/v1/chat/completions";
  private static final int EVENTS = 4_000;

  /** 64 MB in all; the sockets' own buffers take some of it. */
  private static final String EVENT = OpenAi.delta("x".repeat(16 * 1024));

  @Test
  void clientThatDoesNotReadPausesTheVendorAndLosesNothing() throws IOException {
    try (FakeVendor vendor = FakeVendor.start().answer(manyEvents());
        Gateway gateway = gateway(vendor, "60s");
        RawClient client = ask(gateway)) {
      client.readUntil("xxx");
      awaitStandstill(vendor);
      assertThat(vendor.sentPieces()).isLessThan(EVENTS / 2);

      int seen = 0;
      for (String part = ""; !part.endsWith("0\r\n\r\n"); part = client.takeMore()) {
        seen += (int) part.chars().filter(c -> c == 'x').count();
      }

      // What was read at first is not counted.
      assertThat(seen).isGreaterThan((EVENTS - 10) * 16 * 1024);
      assertThat(vendor.completedAnswers()).isEqualTo(1);
      gateway.awaitIdle();
    }
  }

  @Test
  void clientThatReadsNothingForTooLongIsCutOffAndItsVendorWithIt() throws IOException {
    try (FakeVendor vendor = FakeVendor.start().answer(manyEvents());
        Gateway gateway = gateway(vendor, "300ms");
        RawClient client = ask(gateway)) {
      client.readUntil("xxx");

      vendor.awaitClosedConnections(1);

      assertThat(vendor.completedAnswers()).isZero();
      gateway.awaitIdle();
      assertThat(gateway.metric("caravan_request_duration_seconds_count", "client_gone"))
          .isEqualTo(1);
      assertThat(gateway.stats().path("circuit_breakers").elements().next().asText())
          .isEqualTo("CLOSED");
    }
  }

  @Test
  void clientThatReadsSlowlyIsNotTakenForAVendorThatIsSilent() throws IOException {
    try (FakeVendor vendor = FakeVendor.start().answer(manyEvents());
        Gateway gateway = gateway(vendor, "60s, idle-timeout: 500ms");
        RawClient client = ask(gateway)) {
      client.readUntil("xxx");
      // Longer than the vendor might be silent.
      awaitStandstill(vendor);
      awaitStandstill(vendor);

      int seen = 0;
      for (String part = ""; !part.endsWith("0\r\n\r\n"); part = client.takeMore()) {
        seen += (int) part.chars().filter(c -> c == 'x').count();
      }

      assertThat(seen).isGreaterThan((EVENTS - 10) * 16 * 1024);
      gateway.awaitIdle();
      assertThat(gateway.metric("caravan_request_duration_seconds_count", "answered")).isEqualTo(1);
    }
  }

  private static Answer manyEvents() {
    return Answer.stream().sendTimes(EVENTS, EVENT).send(OpenAi.finish()).send(OpenAi.DONE);
  }

  private static Gateway gateway(FakeVendor vendor, String slowClientTimeout) {
    return Gateway.withVendor(vendor.baseUrl())
        .gateway("limits: {slow-client-timeout: " + slowClientTimeout + "}\n")
        .start();
  }

  private static RawClient ask(Gateway gateway) throws IOException {
    return RawClient.post(gateway.port(), PATH, OpenAi.askForStream("fake-model", "hi"));
  }

  private static void awaitStandstill(FakeVendor vendor) {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last.getAndSet(vendor.sentPieces()) == vendor.sentPieces());
  }
}
