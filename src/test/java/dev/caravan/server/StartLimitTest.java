package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartLimitTest {
  private static final int PROCESSORS = 4;
  private static final int MOST = PROCESSORS * StartLimit.MOST_PER_PROCESSOR;
  private static final int LEAST = PROCESSORS * StartLimit.LEAST_PER_PROCESSOR;
  private static final long MILLI = 1_000_000;

  private long now;
  private final StartLimit limit = new StartLimit(PROCESSORS, Duration.ofMillis(20), now);

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
    limit.began((shortestWaitMillis + 10) * MILLI, waiting, now + StartLimit.WINDOW_NANOS / 3);
    limit.began(shortestWaitMillis * MILLI, waiting, now + StartLimit.WINDOW_NANOS / 2);
    now += StartLimit.WINDOW_NANOS;
    limit.get(waiting, now);
  }

  private int now() {
    return limit.get(0, now);
  }

  @Test
  void isAsHighAsItCanBeWhileCallsBeginSoon() {
    window(1, MOST);
    window(10, MOST);

    assertThat(now()).isEqualTo(MOST);
  }

  @Test
  void isWhatCanBeginWithinTheDelayWhenCallsWaitTooLong() {
    window(80, 199);

    assertThat(now()).isEqualTo(50);
  }

  @Test
  void burstThatIsWorkedOffIsNoOverload() {
    // All came at once; the first began at once, the last after 70 ms.
    limit.began(0, 250, now + MILLI);
    limit.began(48 * MILLI, 100, now + 49 * MILLI);
    now += StartLimit.WINDOW_NANOS;
    limit.began(15 * MILLI, 80, now + MILLI);
    limit.began(70 * MILLI, 0, now + 20 * MILLI);
    now += StartLimit.WINDOW_NANOS;

    assertThat(now()).isEqualTo(MOST);
  }

  @Test
  void firstCallsOfAProcessAreNotJudged() {
    StartLimit cold = new StartLimit(PROCESSORS, Duration.ofMillis(20), now);
    for (int i = 1; i < StartLimit.WARM_UP; i++) {
      now += MILLI;
      cold.began(5_000 * MILLI, 200, now);
    }
    assertThat(cold.get(200, now)).isEqualTo(MOST);
    assertThat(cold.isWarm()).isFalse();

    cold.began(5_000 * MILLI, 200, now + StartLimit.WINDOW_NANOS);
    assertThat(cold.isWarm()).isTrue();
    assertThat(cold.get(200, now + StartLimit.WINDOW_NANOS)).isLessThan(MOST);
  }

  @Test
  void staysWhereTheDelayIsHalfUsed() {
    window(80, 199);
    window(15, 50);
    window(15, 50);

    assertThat(now()).isEqualTo(50);
  }

  @Test
  void neverFallsBelowWhatKeepsTheProcessorsBusy() {
    window(10_000, 140);
    window(10_000, 140);

    assertThat(now()).isEqualTo(LEAST);
  }

  @Test
  void fallsWhenNobodyBeginsAtAll() {
    now += 10 * StartLimit.WINDOW_NANOS;

    assertThat(limit.get(249, now)).isEqualTo(10);
  }

  @Test
  void doublesInEachWindowOnceCallsBeginSoonAgain() {
    window(80, 199);
    window(5, 5);
    assertThat(now()).isEqualTo(100);
    window(5, 5);
    assertThat(now()).isEqualTo(200);
  }

  @Test
  void growsByLittleWhileOthersWantToBegin() {
    window(80, 199);
    limit.wanted();
    window(5, 50);
    assertThat(now()).isEqualTo(50 + LEAST);
    limit.wanted();
    window(5, 50);
    assertThat(now()).isEqualTo(50 + 2 * LEAST);
  }

  @Test
  void loopThatIsLateForAWholeWindowCountsLikeAWait() {
    limit.loopDelay(90 * MILLI);
    limit.loopDelay(80 * MILLI);
    window(1, 199);
    assertThat(now()).isEqualTo(MOST / 4);

    limit.loopDelay(90 * MILLI);
    limit.loopDelay(0);
    window(1, 50);
    assertThat(now()).isEqualTo(MOST / 2);
  }

  @Test
  void isHighAgainAfterAQuietMoment() {
    window(10_000, 140);
    now += 10 * StartLimit.WINDOW_NANOS;

    assertThat(now()).isEqualTo(MOST);
  }

  @Test
  void editKeepsWhatWasLearned() {
    window(80, 199);

    limit.apply(Duration.ofMillis(200));

    assertThat(now()).isEqualTo(50);
  }

  @Test
  void editOfTheDelayHoldsFromTheNextWindowOn() {
    limit.apply(Duration.ofMillis(200));

    window(80, 199);

    assertThat(now()).isEqualTo(MOST);
  }
}
