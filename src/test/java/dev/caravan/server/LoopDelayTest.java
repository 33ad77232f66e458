package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopDelayTest {
  private static final long MILLI = 1_000_000;

  private final LoopDelay delay = new LoopDelay();

  @Test
  void isNothingBeforeAnythingWasMeasured() {
    assertThat(delay.nanos(5_000 * MILLI)).isZero();
  }

  @Test
  void isNothingWhereTheTaskRunsWhenItIsDue() {
    delay.beat(0);
    delay.beat(10 * MILLI);

    assertThat(delay.nanos(19 * MILLI)).isZero();
  }

  @Test
  void growsWhileTheTaskDoesNotRun() {
    delay.beat(0);

    assertThat(delay.nanos(310 * MILLI)).isEqualTo(300 * MILLI);
  }

  @Test
  void staysAsItWasMeasuredUntilTheTaskRunsAgain() {
    delay.beat(0);
    delay.beat(310 * MILLI);
    assertThat(delay.nanos(311 * MILLI)).isEqualTo(300 * MILLI);

    delay.beat(320 * MILLI);
    assertThat(delay.nanos(321 * MILLI)).isZero();
  }
}
