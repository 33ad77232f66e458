package dev.caravan.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.drill.VendorScript.Outage;
import dev.caravan.sandbox.SandboxFault;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One request a second; the outage is from second 100 to second 160. */
class RecoveryTest {
  private static final int REQUESTS = 300;
  private static final Outage OUTAGE =
      new Outage(Duration.ofSeconds(100), Duration.ofSeconds(60), SandboxFault.status(503), false);
  private static final VendorScript SCRIPT =
      new VendorScript(
          new Latency(Duration.ofSeconds(1), Duration.ofSeconds(1)), 0, List.of(), List.of(OUTAGE));

  private static Vertx vertx;

  private final AtomicLong nanos = new AtomicLong();
  private final DrillClock clock = new DrillClock(nanos::get, 1);
  private final List<Sample> samples = new ArrayList<>();

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private interface Second {
    boolean is(int second);
  }

  /**
   * @param asked in which seconds the gateway asks the vendor
   * @param fails in which seconds the client gets no answer
   */
  private @Nullable Recovery recovery(int requests, Second asked, Second fails) {
    try (SimulatedVendor vendor = new SimulatedVendor(vertx, "alpha", REQUESTS, clock)) {
      vendor.follow(new VendorSchedule("alpha", SCRIPT, 5, 1));
      clock.begin();
      for (int second = 0; second < requests; second++) {
        long at = Duration.ofSeconds(second).toNanos();
        nanos.set(at);
        ObjectNode request = DrillPrompt.request("m", second, false);
        if (asked.is(second)) {
          vendor.answer("m", request);
        }
        String failure = fails.is(second) ? "503" : null;
        Reply.Told told = new Reply.Told(null, null, null, 1, 0, false, Duration.ZERO);
        samples.add(
            new Sample(
                new Arrival(second, Duration.ofSeconds(second), false),
                at,
                new Reply(failure, 2_000_000_000L, 2_000_000_000L, told)));
      }
      return Recovery.of(OUTAGE, vendor, samples, Duration.ofSeconds(30), clock);
    }
  }

  @Test
  void countsFromTheFirstFailedCallToTheLastFailedAnswer() {
    Recovery recovery = recovery(REQUESTS, s -> true, s -> s >= 101 && s <= 105);

    assertThat(recovery).isNotNull();
    assertThat(recovery.lost()).isEqualTo(5);
    // The call of second 100 fails first, the answer to that of 105 is told at 107.
    assertThat(recovery.afterBegin()).isEqualTo(Duration.ofSeconds(7));
    assertThat(recovery.afterEnd()).isEqualTo(Duration.ZERO);
  }

  @Test
  void nothingLostIsRecoveredAtOnce() {
    Recovery recovery = recovery(REQUESTS, s -> s <= 100 || s >= 170, s -> false);

    assertThat(recovery).isNotNull();
    assertThat(recovery.lost()).isZero();
    assertThat(recovery.afterBegin()).isZero();
    assertThat(recovery.afterEnd()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aSingleProbeIsNoTraffic() {
    Recovery recovery = recovery(REQUESTS, s -> s <= 100 || s == 165 || s >= 200, s -> false);

    assertThat(recovery).isNotNull();
    assertThat(recovery.afterEnd()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void trafficThatDoesNotComeBackIsTold() {
    Recovery recovery = recovery(REQUESTS, s -> s <= 100, s -> false);

    assertThat(recovery).isNotNull();
    assertThat(recovery.afterEnd()).isNull();
  }

  @Test
  void anOutageThatNobodyRanIntoOrThatWentOnIsNotMeasured() {
    assertThat(recovery(REQUESTS, s -> s < 100, s -> false)).isNull();
    samples.clear();
    assertThat(recovery(170, s -> true, s -> false)).isNull();
  }
}
