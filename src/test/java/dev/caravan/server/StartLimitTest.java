package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartLimitTest {
  private static final int MOST = 5_000;
  private static final long MILLI = 1_000_000;

  private long now;
  private final StartLimit limit = new StartLimit(MOST, Duration.ofMillis(100), now);

  @BeforeEach
  void warmUp() {
    for (int i = 0; i < StartLimit.WARM_UP; i++) {
      limit.began(0, 0, now);
    }
    now += StartLimit.WINDOW_NANOS;
    limit.get(0, now);
  }

  /** A window in which some began, the soonest after this wait. */
  private void window(long shortestWaitMillis, int waiting) {
    limit.began((shortestWaitMillis + 50) * MILLI, waiting, now + StartLimit.WINDOW_NANOS / 3);
    limit.began(shortestWaitMillis * MILLI, waiting, now + StartLimit.WINDOW_NANOS / 2);
    now += StartLimit.WINDOW_NANOS;
    limit.get(waiting, now);
  }

  private int now() {
    return limit.get(0, now);
  }

  @Test
  void isAsHighAsItCanBeWhileCallsBeginSoon() {
    window(1, 3_000);
    window(20, 3_000);

    assertThat(now()).isEqualTo(MOST);
  }

  @Test
  void isWhatCanBeginWithinTheDelayWhenCallsWaitTooLong() {
    window(400, 1_599);

    assertThat(now()).isEqualTo(400);
  }

  @Test
  void burstThatIsWorkedOffIsNoOverload() {
    // All came at once; the first began at once, the last after 310 ms.
    limit.began(0, 3_000, now + 10 * MILLI);
    limit.began(240 * MILLI, 1_400, now + 249 * MILLI);
    now += StartLimit.WINDOW_NANOS;
    limit.began(250 * MILLI, 1_200, now);
    limit.began(310 * MILLI, 0, now + 60 * MILLI);
    now += StartLimit.WINDOW_NANOS;

    assertThat(now()).isEqualTo(MOST);
  }

  @Test
  void fewThatWaitLongAreNoOverload() {
    window(10_000, StartLimit.LEAST - 1);

    assertThat(now()).isEqualTo(MOST);
  }

  @Test
  void firstCallsOfAProcessAreNotJudged() {
    StartLimit cold = new StartLimit(MOST, Duration.ofMillis(100), now);
    for (int i = 1; i < StartLimit.WARM_UP; i++) {
      now += MILLI;
      cold.began(5_000 * MILLI, 3_000, now);
    }
    assertThat(cold.get(3_000, now)).isEqualTo(MOST);

    cold.began(5_000 * MILLI, 3_000, now + StartLimit.WINDOW_NANOS);
    assertThat(cold.get(3_000, now + StartLimit.WINDOW_NANOS)).isLessThan(MOST);
  }

  @Test
  void staysWhereTheDelayIsHalfUsed() {
    window(400, 1_599);
    window(80, 400);
    window(80, 400);

    assertThat(now()).isEqualTo(400);
  }

  @Test
  void neverFallsBelowWhatIsNoSignOfOverload() {
    window(10_000, 140);
    window(10_000, 140);

    assertThat(now()).isEqualTo(StartLimit.LEAST);
  }

  @Test
  void fallsWhenNobodyBeginsAtAll() {
    now += 10 * StartLimit.WINDOW_NANOS;

    assertThat(limit.get(4_999, now)).isEqualTo(200);
  }

  @Test
  void doublesInEachWindowOnceCallsBeginSoonAgain() {
    window(400, 1_599);
    window(10, 5);
    assertThat(now()).isEqualTo(800);
    window(10, 5);
    assertThat(now()).isEqualTo(1_600);
  }

  @Test
  void isHighAgainAfterAQuietMoment() {
    window(10_000, 140);
    now += 10 * StartLimit.WINDOW_NANOS;

    assertThat(now()).isEqualTo(MOST);
  }

  @Test
  void editKeepsWhatWasLearned() {
    window(400, 1_599);

    limit.apply(1_000, Duration.ofMillis(100));
    assertThat(now()).isEqualTo(400);
    limit.apply(300, Duration.ofMillis(100));
    assertThat(now()).isEqualTo(300);
  }

  @Test
  void editOfTheHighestHoldsAtOnceWhereThereWasNoOverload() {
    limit.apply(9_000, Duration.ofMillis(100));

    assertThat(now()).isEqualTo(9_000);
  }
}
