package dev.caravan.drill;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What clients saw on one side, in durations of real life.
 *
 * @param requests how many were sent
 * @param answered how many got a complete and correct answer
 * @param failures the others, by what was wrong
 * @param answers latency of whole answers
 * @param firstTokens latency of the first token of streams
 * @param all the same with failures, until they were told
 */
record Figures(
    int requests,
    int answered,
    Map<String, Integer> failures,
    Percentiles answers,
    Percentiles firstTokens,
    Percentiles all) {

  /** A distribution; zeros where there is nothing. */
  record Percentiles(Duration mean, Duration p50, Duration p95, Duration p99) {
    private static Percentiles of(Histogram micros) {
      return new Percentiles(
          Duration.ofNanos((long) (micros.getMean() * 1_000)),
          at(micros, 50),
          at(micros, 95),
          at(micros, 99));
    }

    private static Duration at(Histogram micros, double percentile) {
      return Duration.ofNanos(micros.getValueAtPercentile(percentile) * 1_000);
    }
  }

  static Figures of(Collection<Sample> samples, DrillClock clock) {
    Histogram answers = new Histogram(3);
    Histogram firstTokens = new Histogram(3);
    Histogram all = new Histogram(3);
    Map<String, Integer> failures = new TreeMap<>();
    for (Sample sample : samples) {
      Reply reply = sample.reply();
      long micros = clock.scripted(reply.nanos()).toNanos() / 1_000;
      all.recordValue(micros);
      if (reply.failure() != null) {
        failures.merge(reply.failure(), 1, Integer::sum);
        continue;
      }
      answers.recordValue(micros);
      if (sample.arrival().stream()) {
        firstTokens.recordValue(clock.scripted(reply.firstNanos()).toNanos() / 1_000);
      }
    }
    return new Figures(
        samples.size(),
        (int) answers.getTotalCount(),
        failures,
        Percentiles.of(answers),
        Percentiles.of(firstTokens),
        Percentiles.of(all));
  }

  /** In percent; 100 where nothing was asked. */
  double availability() {
    return requests == 0 ? 100 : 100.0 * answered / requests;
  }
}
