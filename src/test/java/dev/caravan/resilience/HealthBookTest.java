package dev.caravan.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of attempts, with a clock that the test moves. */
class HealthBookTest {
  private static final String ID = "model@vendor";

  private long now = 1_000;
  private final List<String> first = new ArrayList<>();
  private final HealthBook book = new HealthBook(() -> now, first::add);

  private void answered(long firstTokenMillis, long totalMillis, long tokens) {
    book.observe(ID, sample(null, firstTokenMillis, totalMillis, tokens));
  }

  private void failed(ErrorCategory category) {
    book.observe(ID, sample(category, 0, 10, 0));
  }

  private static AttemptSample sample(
      ErrorCategory category, long firstTokenMillis, long totalMillis, long tokens) {
    return new AttemptSample(
        category,
        firstTokenMillis > 0,
        Duration.ofMillis(firstTokenMillis).toNanos(),
        Duration.ofMillis(totalMillis).toNanos(),
        tokens);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void unknownDeploymentIsTrusted() {
    assertThat(book.score(ID)).isEqualTo(1);
    assertThat(book.snapshot(ID)).isEqualTo(HealthSnapshot.UNKNOWN);
    assertThat(book.total(ID, 0.5)).isNull();
    assertThat(book.tempo(ID).total()).isNull();
  }

  @Test
  void scoreIsTheFourthPowerOfTheSuccessRateWithFiveAnswersInAdvance() {
    failed(ErrorCategory.SERVER);
    assertThat(book.score(ID)).isCloseTo(Math.pow(5.0 / 6, 4), within(1e-9));

    for (int i = 0; i < 14; i++) {
      answered(0, 10, 1);
    }
    assertThat(book.score(ID)).isCloseTo(Math.pow(19.0 / 20, 4), within(1e-9));
  }

  @Test
  void halfOfAFailureIsForgottenIn30Seconds() {
    failed(ErrorCategory.SERVER);
    failed(ErrorCategory.SERVER);

    pass(Duration.ofSeconds(30));
    assertThat(book.score(ID)).isCloseTo(Math.pow(5.0 / 6, 4), within(1e-9));

    pass(Duration.ofMinutes(10));
    assertThat(book.score(ID)).isGreaterThan(0.999);
  }

  @ParameterizedTest
  @EnumSource(ErrorCategory.class)
  void onlyFaultsOfTheVendorCount(ErrorCategory category) {
    failed(category);

    if (category.isVendorFault()) {
      assertThat(book.score(ID)).isLessThan(0.5);
    } else {
      assertThat(book.score(ID)).isEqualTo(1);
    }
  }

  @Test
  void whatWasNeverSentIsNoTraffic() {
    failed(ErrorCategory.CIRCUIT_OPEN);
    failed(ErrorCategory.UNSUPPORTED);
    assertThat(book.snapshot(ID).sinceLastTraffic()).isNull();
    assertThat(first).isEmpty();

    failed(ErrorCategory.CLIENT_GONE);
    pass(Duration.ofSeconds(7));
    assertThat(book.snapshot(ID).sinceLastTraffic()).isEqualTo(Duration.ofSeconds(7));
    assertThat(first).containsExactly(ID);
  }

  @Test
  void percentilesTakeTwentySamples() {
    for (int i = 1; i <= 19; i++) {
      answered(i, 100L * i, 1);
    }
    assertThat(book.total(ID, 0.5)).isNull();
    assertThat(book.firstToken(ID, 0.5)).isNull();

    answered(20, 2_000, 1);

    assertThat(book.total(ID, 0.5)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1_010));
    assertThat(book.total(ID, 0.95)).isBetween(Duration.ofMillis(1_880), Duration.ofMillis(1_920));
    assertThat(book.firstToken(ID, 0.5)).isBetween(Duration.ofMillis(9), Duration.ofMillis(11));
    assertThat(book.snapshot(ID).answers()).isEqualTo(20);
  }

  @Test
  void failuresAreInNoPercentileOfTheTotal() {
    for (int i = 0; i < 20; i++) {
      answered(0, 100, 1);
      failed(ErrorCategory.NETWORK);
    }

    assertThat(book.total(ID, 0.05)).isGreaterThan(Duration.ofMillis(98));
  }

  @Test
  void attemptThatWasOutrunTookAtLeastSoLong() {
    for (int i = 0; i < 20; i++) {
      book.observe(
          ID,
          new AttemptSample(ErrorCategory.OUTRUN, true, 0, Duration.ofMillis(300).toNanos(), 0));
    }

    assertThat(book.firstToken(ID, 0.5)).isBetween(Duration.ofMillis(297), Duration.ofMillis(303));
    assertThat(book.total(ID, 0.5)).isNull();
    assertThat(book.score(ID)).isEqualTo(1);
  }

  @Test
  void percentilesForgetAfterThreeToFiveMinutes() {
    for (int i = 0; i < 40; i++) {
      answered(0, 1_000, 1);
    }
    pass(Duration.ofSeconds(199));
    assertThat(book.total(ID, 0.5)).isNotNull();
    for (int i = 0; i < 40; i++) {
      answered(0, 100, 1);
    }
    assertThat(book.total(ID, 0.95)).isGreaterThan(Duration.ofMillis(900));

    pass(Duration.ofSeconds(102));

    assertThat(book.total(ID, 0.95)).isLessThan(Duration.ofMillis(102));
    pass(Duration.ofHours(1));
    assertThat(book.total(ID, 0.5)).isNull();
  }

  @Test
  void durationsWithoutBoundAreAnHour() {
    for (int i = 0; i < 20; i++) {
      book.observe(ID, new AttemptSample(null, false, 0, Long.MAX_VALUE, 0));
    }

    assertThat(book.total(ID, 0.5)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
  }

  @Test
  void typicalIsTheMedianOfASecondAgoAtMost() {
    for (int i = 0; i < 20; i++) {
      answered(0, 100, 1);
    }
    Duration before = book.tempo(ID).total();
    assertThat(before).isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
    for (int i = 0; i < 60; i++) {
      answered(0, 500, 1);
    }
    assertThat(book.tempo(ID).total()).isEqualTo(before);

    pass(Duration.ofSeconds(1));

    assertThat(book.tempo(ID).total()).isGreaterThan(Duration.ofMillis(490));
  }

  @Test
  void tempoIsKnownFromTwentyAnswersOnAndTellsHowLongAnAnswerTakes() {
    for (int i = 0; i < 19; i++) {
      answered(500, 2_500, 100);
    }
    assertThat(book.tempo(ID)).isEqualTo(Tempo.UNKNOWN);
    assertThat(book.tempo(ID).seconds(300)).isZero();

    answered(500, 2_500, 100);
    pass(Duration.ofSeconds(1));

    Tempo tempo = book.tempo(ID);
    assertThat(tempo.tokensPerSecond()).isCloseTo(50, within(0.01));
    assertThat(tempo.seconds(300)).isCloseTo(6.5, within(0.02));
    assertThat(new Tempo(null, Duration.ofSeconds(4), 0).seconds(300)).isEqualTo(4);
    assertThat(new Tempo(null, Duration.ofSeconds(4), 100).seconds(300)).isEqualTo(3);
  }

  @Test
  void tokensPerSecondAreOfTheTimeAfterTheFirstOne() {
    answered(1_000, 3_000, 100);

    assertThat(book.snapshot(ID).tokensPerSecond()).isCloseTo(50, within(0.01));
  }

  @Test
  void probesMoveTheScoreAndAreNoTraffic() {
    book.probed(ID, ErrorCategory.NETWORK);
    assertThat(book.score(ID)).isLessThan(0.5);
    assertThat(book.snapshot(ID).sinceLastTraffic()).isNull();

    book.probed(ID, null);
    assertThat(book.score(ID)).isGreaterThan(0.5);
  }

  @Test
  void recoveryForgetsAllFailuresButOne() {
    for (int i = 0; i < 50; i++) {
      failed(ErrorCategory.TIMEOUT);
    }
    assertThat(book.score(ID)).isLessThan(0.001);

    book.recovered(ID);

    assertThat(book.score(ID)).isCloseTo(Math.pow(5.0 / 6, 4), within(1e-9));
  }

  @Test
  void deploymentThatLeftIsForgottenAndNotTakenOnAgain() {
    failed(ErrorCategory.SERVER);

    book.retain(Set.of("other@vendor"));
    assertThat(book.score(ID)).isEqualTo(1);
    failed(ErrorCategory.SERVER);
    assertThat(book.score(ID)).isEqualTo(1);

    book.retain(Set.of(ID));
    failed(ErrorCategory.SERVER);
    assertThat(book.score(ID)).isLessThan(1);
  }

  @Test
  void samplesOfManyThreadsAreAllThere() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = 0; n < 1_000; n++) {
                      answered(1, 2, 1);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(book.snapshot(ID).answers()).isEqualTo(8_000);
    assertThat(first).containsExactly(ID);
  }
}
