package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.CircuitBreakerSettings;
import dev.caravan.resilience.AttemptSample;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.CircuitBreakers;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.testing.Configurations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What follows in one book from what happens in another. */
class DeploymentBooksTest {
  private static final String ID = "m@vendor";

  private long now = 1;
  private final DeploymentBooks books =
      new DeploymentBooks(new SimpleMeterRegistry(), () -> now, Clock.systemUTC());
  private final CircuitBreakers.Edition breakers =
      books.breakers().prepare(Map.of(ID, CircuitBreakerSettings.DEFAULT));

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      books.health().observe(ID, new AttemptSample(ErrorCategory.SERVER, false, 0, 1, 0));
      breakers
          .get(ID)
          .onError(1, TimeUnit.MILLISECONDS, UpstreamException.of(ErrorCategory.SERVER, "boom"));
    }
  }

  @Test
  void breakerThatClosesGivesHalfOfTheShareBack() {
    books.adopt(breakers, List.of());
    fail(5);
    assertThat(books.health().score(ID)).isLessThan(0.1);

    books.breakers().letTryAgain(ID);
    assertThat(books.health().score(ID)).isLessThan(0.1);
    breakers.get(ID).onSuccess(1, TimeUnit.MILLISECONDS);

    assertThat(books.health().score(ID)).isBetween(0.4, 0.6);
  }

  @Test
  void breakerThatOpensBeginsTheTimeToItsProbe() {
    books.adopt(breakers, List.of());
    now += Duration.ofMinutes(1).toNanos();
    fail(5);

    assertThat(books.probes().begin(ID, Duration.ofSeconds(5))).isFalse();
    now += Duration.ofSeconds(5).toNanos();
    assertThat(books.probes().begin(ID, Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void deploymentThatLeftIsForgottenInAllBooks() {
    books.adopt(breakers, List.of());
    fail(5);
    books.quota().refused(ID, 0, 60);

    books.adopt(books.breakers().prepare(Map.of()), List.of());

    assertThat(books.ids()).isEmpty();
    assertThat(books.breakers().isOpen(ID)).isFalse();
    assertThat(books.health().score(ID)).isEqualTo(1);
    assertThat(books.quota().headroom(ID)).isNull();
  }

  @Test
  void paceIsThatOfOneInTwentyAndOfOneInAHundred() {
    books.adopt(breakers, List.of());
    Candidate candidate =
        Configurations.of(
                """
                providers: {vendor: {dialect: openai, base-url: "http://h"}}
                models: {m: {deployments: [{provider: vendor}]}}
                """,
                "")
            .catalogue()
            .models()
            .values()
            .stream()
            .map(model -> new Candidate(model, model.deployments().getFirst()))
            .findFirst()
            .orElseThrow();
    assertThat(books.pace().least(candidate, true)).isZero();
    assertThat(books.pace().most(candidate, true)).isZero();
    for (int i = 1; i <= 100; i++) {
      books
          .health()
          .observe(
              ID,
              new AttemptSample(
                  null,
                  true,
                  Duration.ofMillis(10L * i).toNanos(),
                  Duration.ofMillis(100L * i).toNanos(),
                  1));
    }

    assertThat(books.pace().least(candidate, true)).isBetween(49_000_000L, 52_000_000L);
    assertThat(books.pace().least(candidate, false)).isBetween(490_000_000L, 520_000_000L);
    assertThat(books.pace().most(candidate, true)).isBetween(980_000_000L, 1_000_000_000L);
    assertThat(books.pace().most(candidate, false)).isBetween(9_800_000_000L, 10_000_000_000L);
  }
}
