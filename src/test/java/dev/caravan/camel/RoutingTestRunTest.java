package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.config.ProblemsException;
import dev.caravan.config.Secret;
import dev.caravan.config.SourceFiles;
import dev.caravan.config.Substitution;
import dev.caravan.fetch.FileFetcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** The time that routing tests may take. */
class RoutingTestRunTest {
  private static final HostSettings SETTINGS =
      new HostSettings(
          "127.0.0.1",
          0,
          Path.of("config"),
          Path.of("routes"),
          Path.of("data"),
          Map.of(),
          new Secret(""),
          new Secret(""),
          false);

  private static <T> T with(LongSupplier nanos, Function<RoutingTestRun, T> question) {
    try (SharedState state = new SharedState(SETTINGS, FileFetcher.toPublicAddresses())) {
      return new GenerationBuilder(state, SETTINGS, Substitution.NONE)
          .offline(
              SourceFiles.read(SETTINGS.config(), SETTINGS.routes()),
              generation -> question.apply(new RoutingTestRun(generation, SETTINGS, nanos)));
    }
  }

  @Test
  void allRunWhereTimeIsLeft() {
    int ran =
        with(
            () -> 0,
            run -> {
              assertThat(run.failures(test -> false)).isEmpty();
              return run.ran();
            });

    assertThat(ran).isEqualTo(8);
  }

  @Test
  void whatTakesTooLongIsAProblemOfTheFile() {
    AtomicLong clock = new AtomicLong();
    LongSupplier slow = () -> clock.getAndAdd(Duration.ofSeconds(8).toNanos());

    assertThatThrownBy(() -> with(slow, run -> run.failures(test -> true)))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("routing-tests.yaml:1: only 2 of 8 tests ran in 20 s");
  }
}
