package dev.caravan.camel;

import dev.caravan.api.ApiException;
import dev.caravan.call.Call;
import dev.caravan.call.Rehearsal;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.RoutingTest;
import dev.caravan.config.RoutingTestsFile;
import dev.caravan.config.SourceFiles;
import dev.caravan.json.Json;
import dev.caravan.routing.RoutingVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the operator's routing tests through the routes of a generation that nobody calls yet. */
final class RoutingTestRun {
  private static final Logger LOG = LoggerFactory.getLogger("caravan");

  /** Nobody who saves a file waits longer. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final Duration TELL_EVERY = Duration.ofSeconds(2);

  private final Generation generation;
  private final HostSettings settings;
  private final LongSupplier nanos;
  private int ran;

  /**
   * @param nanos a clock, for the time that all tests may take
   */
  RoutingTestRun(Generation generation, HostSettings settings, LongSupplier nanos) {
    this.generation = generation;
    this.settings = settings;
    this.nanos = nanos;
  }

  /**
   * What is not as expected of the tests that may break, by their names.
   *
   * @param mayBreak by name, the tests that may fail
   * @throws ProblemsException if another one fails, the file itself is wrong, or takes too long
   */
  Map<String, List<Problem>> failures(Predicate<String> mayBreak) {
    Map<String, List<Problem>> failures = run();
    List<Problem> refused = new ArrayList<>();
    failures.forEach(
        (test, problems) -> {
          if (!mayBreak.test(test)) {
            refused.addAll(problems);
          }
        });
    if (!refused.isEmpty()) {
      throw new ProblemsException(refused);
    }
    return failures;
  }

  private Map<String, List<Problem>> run() {
    SourceFiles sources = generation.sources();
    byte[] yaml = sources.content(RoutingTestsFile.NAME);
    if (yaml == null) {
      return Map.of();
    }
    String file = sources.nameOf(RoutingTestsFile.NAME);
    List<RoutingTest> tests = RoutingTestsFile.read(file, yaml);
    RoutingVerdict verdict = new RoutingVerdict(file, generation.configuration().catalogue());
    Map<String, List<Problem>> failures = new LinkedHashMap<>();
    try (DryRun dryRun =
        new DryRun(generation.context(), settings.clientKey(), sources.routes().toString())) {
      long begun = nanos.getAsLong();
      long told = begun;
      for (int i = 0; i < tests.size(); i++) {
        long now = nanos.getAsLong();
        if (now - begun > LONGEST.toNanos()) {
          throw ProblemsException.of(
              file,
              "only "
                  + i
                  + " of "
                  + tests.size()
                  + " tests ran in "
                  + LONGEST.toSeconds()
                  + " s (expected: all; fewer tests or shorter ones)");
        }
        if (now - told > TELL_EVERY.toNanos()) {
          told = now;
          LOG.info("{} of {} routing tests ran", i, tests.size());
        }
        List<Problem> problems = run(dryRun, verdict, tests.get(i));
        ran++;
        if (!problems.isEmpty()) {
          failures.put(tests.get(i).name(), problems);
        }
      }
    }
    return failures;
  }

  private List<Problem> run(DryRun dryRun, RoutingVerdict verdict, RoutingTest test) {
    Decisions decisions = Decisions.in(generation.context());
    try {
      Call call = dryRun.decide(Json.write(test.request()), new Rehearsal(test.hour()));
      return verdict.of(test, decisions.of(call));
    } catch (ApiException refusal) {
      return verdict.of(test, refusal);
    }
  }

  /** How many tests ran so far. */
  int ran() {
    return ran;
  }

  /** All problems of these failures. */
  static List<Problem> problems(Map<String, List<Problem>> failures) {
    List<Problem> all = new ArrayList<>();
    failures.values().forEach(all::addAll);
    return all;
  }
}
