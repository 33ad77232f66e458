package dev.caravan.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.config.PoolSettings;
import dev.caravan.config.Provider;
import dev.caravan.config.Quirks;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProviderPoolsTest {
  private static final Duration NO_HURRY = Duration.ofSeconds(20);

  private final ProviderPools pools = new ProviderPools();

  private static Provider provider(String name, int connections, Duration maxWait) {
    return new Provider(
        name,
        "openai",
        "http://localhost",
        List.of(),
        true,
        Map.of(),
        Quirks.NONE,
        false,
        new PoolSettings(connections, maxWait, Duration.ofMinutes(1), Duration.ofSeconds(1), null));
  }

  private static Provider impatient(String name, int connections) {
    return provider(name, connections, Duration.ZERO);
  }

  private void assertFull(Provider provider) {
    assertThatThrownBy(() -> pools.acquire(provider, NO_HURRY))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.POOL_FULL));
  }

  @Test
  void oneProviderTakesNothingFromAnother() {
    Provider small = impatient("small", 1);
    pools.acquire(small, NO_HURRY);

    assertFull(small);
    pools.acquire(impatient("other", 1), NO_HURRY).close();

    assertThat(pools.taken("small")).isEqualTo(1);
    assertThat(pools.taken("other")).isZero();
  }

  @Test
  void permitComesBackOnceHoweverOftenItIsClosed() {
    Provider provider = impatient("p", 2);
    ProviderPools.Permit permit = pools.acquire(provider, NO_HURRY);
    pools.acquire(provider, NO_HURRY);

    permit.close();
    permit.close();

    assertThat(pools.taken("p")).isEqualTo(1);
  }

  @Test
  void whoWaitsGetsThePermitThatIsGivenBack() {
    Provider provider = provider("p", 1, NO_HURRY);
    ProviderPools.Permit first = pools.acquire(provider, NO_HURRY);

    CompletableFuture<ProviderPools.Permit> second = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual().start(() -> second.complete(pools.acquire(provider, NO_HURRY)));
    Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    first.close();

    second.orTimeout(30, TimeUnit.SECONDS).join().close();
    assertThat(pools.taken("p")).isZero();
  }

  @Test
  void nobodyWaitsBeyondTheDeadline() {
    Provider patient = provider("p", 1, NO_HURRY);
    pools.acquire(patient, NO_HURRY);

    assertThatThrownBy(() -> pools.acquire(patient, Duration.ZERO))
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void smallerPoolLetsCallsUnderWayGoOn() {
    Provider large = impatient("p", 3);
    List<ProviderPools.Permit> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(pools.acquire(large, NO_HURRY));
    }

    Provider small = impatient("p", 1);
    pools.apply(List.of(small));

    assertThat(pools.loads()).containsEntry("p", new ProviderPools.Load(3, 1));
    taken.get(0).close();
    taken.get(1).close();
    assertFull(small);
    taken.get(2).close();
    pools.acquire(small, NO_HURRY).close();
    assertThat(pools.taken("p")).isZero();
  }

  @Test
  void largerPoolIsThereAtOnce() {
    pools.acquire(impatient("p", 1), NO_HURRY);

    Provider large = impatient("p", 2);
    pools.apply(List.of(large));

    pools.acquire(large, NO_HURRY);
    assertFull(large);
  }

  @Test
  void permitsOfAProviderThatWasRemovedAreNobodysTrouble() {
    ProviderPools.Permit old = pools.acquire(impatient("old", 1), NO_HURRY);

    pools.apply(List.of(impatient("new", 1)));
    old.close();

    assertThat(pools.loads()).containsOnlyKeys("new");
  }

  @Test
  void tenThousandCallsOfAllKindsLeaveNothingTaken() throws InterruptedException {
    Provider provider = provider("p", 5, Duration.ofMillis(1));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 20; t++) {
      Random random = new Random(t);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 500; i++) {
                      call(provider, random);
                    }
                  }));
    }
    for (int i = 0; i < 100; i++) {
      pools.apply(List.of(impatient("p", 1 + i % 9)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(pools.taken("p")).isZero();
  }

  private void call(Provider provider, Random random) {
    try (ProviderPools.Permit permit =
        pools.acquire(provider, Duration.ofNanos(random.nextInt()))) {
      Thread.yield();
      if (random.nextBoolean()) {
        permit.close();
      }
      if (random.nextBoolean()) {
        throw new IllegalStateException("the vendor failed");
      }
    } catch (UpstreamException | IllegalStateException e) {
      Thread.yield();
    }
  }
}
