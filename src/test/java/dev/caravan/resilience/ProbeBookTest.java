package dev.caravan.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose turn it is to be probed, with a clock that the test moves. */
class ProbeBookTest {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final ProbeResult GOOD = result(null);

  private long now = 77;
  private final ProbeBook book = new ProbeBook(() -> now);

  private static ProbeResult result(ErrorCategory category) {
    return new ProbeResult(Instant.EPOCH, category, 12, null);
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void firstTurnIsOneIntervalAfterTheStart() {
    assertThat(book.begin("a", EVERY)).isFalse();
    pass(5);
    assertThat(book.begin("a", EVERY)).isTrue();
  }

  @Test
  void breakingBeginsTheTimeAnew() {
    pass(60);
    book.broken("a");
    assertThat(book.begin("a", EVERY)).isFalse();
    pass(5);
    assertThat(book.begin("a", EVERY)).isTrue();
  }

  @Test
  void probesOfOneDeploymentNeverOverlap() {
    pass(5);
    assertThat(book.begin("a", EVERY)).isTrue();
    pass(100);
    assertThat(book.begin("a", EVERY)).isFalse();
    assertThat(book.begin("b", EVERY)).isTrue();

    book.retain(Set.of("b"));
    assertThat(book.begin("a", EVERY)).as("it left, and its probe is still under way").isFalse();

    book.end("a", GOOD);
    assertThat(book.begin("a", EVERY)).isFalse();
    pass(5);
    assertThat(book.begin("a", EVERY)).isTrue();
  }

  @Test
  void refusedKeyIsTriedAtEveryTwelfthTurn() {
    pass(5);
    book.begin("a", EVERY);
    book.end("a", result(ErrorCategory.AUTHENTICATION));

    pass(59);
    assertThat(book.begin("a", EVERY)).isFalse();
    pass(1);
    assertThat(book.begin("a", EVERY)).isTrue();
    book.end("a", result(ErrorCategory.SERVER));
    pass(5);
    assertThat(book.begin("a", EVERY)).isTrue();
  }

  @Test
  void atMostTenAreUnderWay() {
    pass(5);
    for (int i = 0; i < ProbeBook.MAX_RUNNING; i++) {
      assertThat(book.begin("d" + i, EVERY)).isTrue();
    }
    assertThat(book.begin("one-more", EVERY)).isFalse();

    book.end("d0", GOOD);
    assertThat(book.begin("one-more", EVERY)).isTrue();
  }

  @Test
  void lastResultIsKept() {
    assertThat(book.last("a")).isNull();
    pass(5);
    book.begin("a", EVERY);
    book.end("a", GOOD);
    assertThat(book.last("a")).isEqualTo(GOOD);

    book.retain(Set.of());
    assertThat(book.last("a")).isNull();
  }

  @Test
  void answerThatBlamesTheRequestIsAGoodOne() {
    assertThat(result(ErrorCategory.INVALID_REQUEST).isGood()).isTrue();
    assertThat(result(ErrorCategory.SERVER).isGood()).isFalse();
    assertThat(result(ErrorCategory.AUTHENTICATION).isGood()).isFalse();
  }
}
