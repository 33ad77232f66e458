package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueuePaceTest {
  private static final long MILLI = 1_000_000;

  private final QueuePace pace = new QueuePace(0);

  private void letIn(int count) {
    for (int i = 0; i < count; i++) {
      pace.letIn();
    }
  }

  @Test
  void nobodyKnowsBeforeAWindowIsOver() {
    letIn(1);

    assertThat(pace.within(1_000 * MILLI, 249 * MILLI)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void whatWasLetInInAWindowIsThePaceOfTheNext() {
    letIn(50);

    assertThat(pace.within(1_000 * MILLI, 250 * MILLI)).isEqualTo(200);
    assertThat(pace.within(500 * MILLI, 499 * MILLI)).isEqualTo(100);
    assertThat(pace.within(500 * MILLI, 500 * MILLI)).isZero();
  }

  @Test
  void longWindowCountsByItsLength() {
    letIn(50);

    assertThat(pace.within(1_000 * MILLI, 1_000 * MILLI)).isEqualTo(50);
  }

  @Test
  void nothingIsKnownOfTheNextQueue() {
    letIn(1);
    assertThat(pace.within(1_000 * MILLI, 250 * MILLI)).isEqualTo(4);

    pace.idle(300 * MILLI);

    assertThat(pace.within(1_000 * MILLI, 400 * MILLI)).isEqualTo(Integer.MAX_VALUE);
  }
}
