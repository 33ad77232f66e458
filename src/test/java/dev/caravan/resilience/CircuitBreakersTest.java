package dev.caravan.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.CircuitBreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The breakers themselves, without a gateway around them. */
class CircuitBreakersTest {
  private static final String ID = "model@vendor";
  private static final UpstreamException FAULT = UpstreamException.of(ErrorCategory.SERVER, "boom");

  private final List<String> changes = new ArrayList<>();
  private final CircuitBreakers breakers =
      new CircuitBreakers(
          thrown -> thrown instanceof UpstreamException e && e.isVendorFault(),
          (id, from, to) -> changes.add(id + " " + from + ">" + to));

  private CircuitBreaker adopt(CircuitBreakerSettings settings) {
    CircuitBreakers.Edition edition = breakers.prepare(Map.of(ID, settings));
    breakers.adopt(edition);
    return edition.get(ID);
  }

  private static CircuitBreakerSettings settings(Duration slowCall, int slowCalls, int halfOpen) {
    return new CircuitBreakerSettings(4, Duration.ofMinutes(10), slowCall, slowCalls, halfOpen);
  }

  private static void fail(CircuitBreaker breaker, int times) {
    for (int i = 0; i < times; i++) {
      breaker.onError(1, TimeUnit.MILLISECONDS, FAULT);
    }
  }

  @Test
  void opensAfterAsManyFailuresInARowAsTheThreshold() {
    CircuitBreaker breaker = adopt(settings(null, 4, 1));
    fail(breaker, 3);
    breaker.onSuccess(1, TimeUnit.MILLISECONDS);
    fail(breaker, 3);
    assertThat(breakers.isOpen(ID)).isFalse();
    assertThat(breakers.failureRate(ID)).isEqualTo(0.75);

    fail(breaker, 1);

    assertThat(breakers.isOpen(ID)).isTrue();
    assertThat(changes).containsExactly(ID + " CLOSED>OPEN");
  }

  @Test
  void slowCallsOpenItToo() {
    CircuitBreaker breaker = adopt(settings(Duration.ofSeconds(20), 3, 1));
    breaker.onSuccess(21, TimeUnit.SECONDS);
    breaker.onSuccess(19, TimeUnit.SECONDS);
    breaker.onSuccess(21, TimeUnit.SECONDS);
    assertThat(breakers.slowCallRate(ID)).isNull();
    assertThat(breakers.isOpen(ID)).isFalse();

    breaker.onSuccess(21, TimeUnit.SECONDS);

    assertThat(breakers.isOpen(ID)).isTrue();
    assertThat(breakers.slowCallRate(ID)).isEqualTo(0.75);
  }

  @Test
  void withoutSlowCallNoneIsSlow() {
    CircuitBreaker breaker = adopt(settings(null, 4, 1));
    for (int i = 0; i < 10; i++) {
      breaker.onSuccess(2, TimeUnit.HOURS);
    }

    assertThat(breakers.isOpen(ID)).isFalse();
    assertThat(breakers.slowCallRate(ID)).isZero();
  }

  @Test
  void halfOpenLetsTheConfiguredNumberThrough() {
    CircuitBreaker breaker = adopt(settings(null, 4, 3));
    fail(breaker, 4);

    assertThat(breakers.letTryAgain(ID)).isTrue();

    int permitted = 0;
    for (int i = 0; i < 50; i++) {
      permitted += breaker.tryAcquirePermission() ? 1 : 0;
    }
    assertThat(permitted).isEqualTo(3);
    fail(breaker, 2);
    assertThat(breakers.state(ID)).isEqualTo(State.HALF_OPEN);
    breaker.onSuccess(1, TimeUnit.MILLISECONDS);
    assertThat(breakers.state(ID)).isEqualTo(State.CLOSED);
  }

  @Test
  void onlyAnOpenOneIsLetTryAgain() {
    CircuitBreaker breaker = adopt(settings(null, 4, 1));

    assertThat(breakers.letTryAgain(ID)).isFalse();
    assertThat(breakers.letTryAgain("nobody")).isFalse();
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void whatIsSeenBesideTheCallsCountsWhileItIsClosed() {
    adopt(settings(null, 4, 1));
    for (int i = 0; i < 3; i++) {
      breakers.seen(ID, FAULT, 1);
    }
    breakers.seen(ID, UpstreamException.of(ErrorCategory.UNSUPPORTED, "no words"), 1);
    assertThat(breakers.isOpen(ID)).isFalse();
    breakers.seen(ID, FAULT, 1);
    assertThat(breakers.isOpen(ID)).isTrue();

    breakers.letTryAgain(ID);
    breakers.seen(ID, null, 1);
    assertThat(breakers.state(ID)).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void editionWithTheSameSettingsKeepsTheBreaker() {
    CircuitBreaker breaker = adopt(settings(null, 4, 1));
    fail(breaker, 4);

    assertThat(adopt(settings(null, 4, 1))).isSameAs(breaker);
    assertThat(breakers.isOpen(ID)).isTrue();
    assertThat(changes).hasSize(1);
  }

  @Test
  void editionThatIsNotAdoptedChangesNothing() {
    CircuitBreaker breaker = adopt(settings(null, 4, 1));
    CircuitBreaker other = breakers.prepare(Map.of(ID, settings(null, 4, 2))).get(ID);

    fail(other, 4);
    assertThat(breakers.isOpen(ID)).isFalse();
    assertThat(changes).isEmpty();
    fail(breaker, 4);
    assertThat(breakers.isOpen(ID)).isTrue();
    assertThat(changes).hasSize(1);
  }

  @Test
  void replacedBreakerIsHeardNoMore() {
    CircuitBreaker old = adopt(settings(null, 4, 1));
    adopt(settings(null, 4, 2));

    fail(old, 4);

    assertThat(changes).isEmpty();
    assertThat(breakers.states()).containsExactly(Map.entry(ID, "CLOSED"));
  }

  @Test
  void deploymentThatLeftIsForgotten() {
    fail(adopt(settings(null, 4, 1)), 4);

    breakers.adopt(breakers.prepare(Map.of()));

    assertThat(breakers.isOpen(ID)).isFalse();
    assertThat(breakers.states()).isEmpty();
  }
}
