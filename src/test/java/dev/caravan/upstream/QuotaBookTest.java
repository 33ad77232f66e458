package dev.caravan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which deployments are close to a limit, with a clock that the test moves. */
class QuotaBookTest {
  private static final String ID = "model@vendor";

  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final QuotaBook book = new QuotaBook(clock);

  private static Map<String, String> left(int requests, int tokens) {
    return Map.of(
        "x-ratelimit-limit-requests", "100",
        "x-ratelimit-remaining-requests", Integer.toString(requests),
        "x-ratelimit-reset-requests", "30s",
        "x-ratelimit-limit-tokens", "100",
        "x-ratelimit-remaining-tokens", Integer.toString(tokens),
        "x-ratelimit-reset-tokens", "2m");
  }

  @Test
  void unknownIsNotLow() {
    assertThat(book.isLow(ID, 1, 0.05)).isFalse();
    assertThat(book.headroom(ID)).isNull();
  }

  @Test
  void theScarcestLimitCounts() {
    book.observe(ID, 0, left(50, 4));

    assertThat(book.isLow(ID, 1, 0.05)).isTrue();
    assertThat(book.isLow(ID, 1, 0.04)).isFalse();
    assertThat(book.isLow(ID, 1, 0)).isFalse();
    assertThat(book.headroom(ID)).isEqualTo(0.04);
  }

  @Test
  void eachLimitIsLowUntilItsOwnReset() {
    book.observe(ID, 0, left(1, 4));

    now = now.plusSeconds(30);
    assertThat(book.headroom(ID)).isEqualTo(0.04);
    now = now.plusSeconds(89);
    assertThat(book.isLow(ID, 1, 0.05)).isTrue();
    now = now.plusSeconds(1);
    assertThat(book.isLow(ID, 1, 0.05)).isFalse();
    assertThat(book.headroom(ID)).isNull();
  }

  @Test
  void laterHeadersReplaceEarlierOnesAndSilenceDoesNot() {
    book.observe(ID, 0, left(1, 1));
    book.observe(ID, 0, Map.of("x-request-id", "r"));
    book.observe(ID, 0, Map.of());
    assertThat(book.isLow(ID, 1, 0.05)).isTrue();

    book.observe(ID, 0, left(90, 90));
    assertThat(book.isLow(ID, 1, 0.05)).isFalse();
  }

  @Test
  void deploymentIsLowWhenAllItsKeysAre() {
    book.observe(ID, 0, left(1, 1));
    assertThat(book.isLow(ID, 2, 0.05)).as("nothing is known of the other").isFalse();
    book.observe(ID, 1, left(80, 80));
    assertThat(book.isLow(ID, 2, 0.05)).isFalse();
    assertThat(book.headroom(ID)).isEqualTo(0.8);

    book.observe(ID, 1, left(2, 80));
    assertThat(book.isLow(ID, 2, 0.05)).isTrue();
  }

  @Test
  void refusalIsAnExhaustedLimitForAsLongAsTheVendorAsks() {
    book.observe(ID, 0, left(90, 90));
    book.refused(ID, 0, 20);
    assertThat(book.headroom(ID)).isZero();

    now = now.plusSeconds(20);
    assertThat(book.headroom(ID)).isEqualTo(0.9);
    book.refused(ID, 0, 0);
    assertThat(book.isLow(ID, 1, 0.05)).isTrue();
    now = now.plusSeconds(2);
    assertThat(book.isLow(ID, 1, 0.05)).isFalse();

    book.refused(ID, 0, 1_000_000);
    now = now.plus(Duration.ofMinutes(10));
    assertThat(book.isLow(ID, 1, 0.05)).isFalse();
  }

  @Test
  void keylessProviderHasOnePlace() {
    book.refused(ID, 0, 20);

    assertThat(book.isLow(ID, 0, 0.05)).isTrue();
  }

  @Test
  void deploymentThatLeftIsForgottenAndNotTakenOnAgain() {
    book.refused(ID, 0, 20);
    book.retain(Set.of());
    assertThat(book.headroom(ID)).isNull();

    book.refused(ID, 0, 20);
    assertThat(book.headroom(ID)).isNull();
  }
}
