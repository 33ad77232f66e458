package dev.caravan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.PoolSettings;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.testing.ManualTimer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When an attempt is cut, by a clock that the test moves. */
class AttemptTimersTest {
  private static final Duration GAP = Duration.ofSeconds(60);
  private static final Duration WHOLE = Duration.ofSeconds(10);

  private final ManualTimer clock = new ManualTimer();
  private final Cutoff cutoff = new Cutoff(PoolSettings.DEFAULT);
  private final AttemptTimers timers = new AttemptTimers(clock, clock, cutoff);

  @BeforeEach
  void begin() {
    timers.start(Duration.ofSeconds(30), Duration.ofSeconds(30), null);
  }

  private void pass(double seconds) {
    clock.pass(Duration.ofMillis((long) (1_000 * seconds)));
  }

  @Test
  void aStreamThatDoesNotEndIsCutWhenItsTimeIsUp() {
    timers.firstEvent(GAP, WHOLE);
    for (int second = 1; second < 10; second++) {
      pass(1);
      timers.event();
    }
    assertThat(cutoff.reason()).isNull();

    pass(1);
    assertThat(cutoff.reason()).isEqualTo(ErrorCategory.TIMEOUT);
  }

  @Test
  void aSilentStreamIsCutAfterTheLongestGap() {
    timers.firstEvent(Duration.ofSeconds(2), WHOLE);
    pass(1.5);
    timers.event();
    pass(1.9);
    assertThat(cutoff.reason()).isNull();

    pass(0.2);
    assertThat(cutoff.reason()).isEqualTo(ErrorCategory.TIMEOUT);
  }

  /** One moment of the client at the wrong time gave the vendor a whole gap more. */
  @Test
  void aClientThatReadsWhenTheTimeIsUpGivesTheVendorNoMoreThanThat() {
    timers.firstEvent(GAP, WHOLE);
    pass(9.5);
    timers.clientReads();
    pass(1);
    assertThat(cutoff.reason()).as("the client is waited for").isNull();

    timers.clientHasRead();
    timers.event();
    pass(0.4);
    assertThat(cutoff.reason()).as("it took one second of the ten").isNull();
    pass(0.4);
    assertThat(cutoff.reason()).isEqualTo(ErrorCategory.TIMEOUT);
  }

  @Test
  void theTimeOfASlowClientIsNotTheVendors() {
    timers.firstEvent(Duration.ofSeconds(2), WHOLE);
    for (int i = 0; i < 5; i++) {
      timers.clientReads();
      pass(20);
      timers.clientHasRead();
      pass(1);
      timers.event();
    }
    assertThat(cutoff.reason()).isNull();

    pass(5.5);
    assertThat(cutoff.reason()).isEqualTo(ErrorCategory.TIMEOUT);
  }

  @Test
  void nothingIsCutOnceItIsStopped() {
    timers.firstEvent(GAP, WHOLE);
    timers.stop();
    pass(100);

    assertThat(cutoff.reason()).isNull();
  }
}
