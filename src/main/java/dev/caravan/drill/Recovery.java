package dev.caravan.drill;

import dev.caravan.drill.VendorScript.Outage;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway came through one outage, in durations of real life.
 *
 * @param afterBegin from the first failed call to the last failed answer; zero: no answer failed
 * @param lost answers that failed because of it
 * @param afterEnd from its end to the first of {@link #WINDOW} requests in a row of which the
 *     vendor answers at least half the share it answered before; null: the traffic did not come
 *     back
 */
record Recovery(Outage outage, Duration afterBegin, int lost, @Nullable Duration afterEnd) {
  static final int WINDOW = 20;

  /**
   * Looks at an outage that calls ran into.
   *
   * @param samples of the gateway
   * @param deadline of a call: an answer that fails in the outage began at most so long before it
   * @return null: no call failed by it, or the drill was over before it ended
   */
  static @Nullable Recovery of(
      Outage outage,
      SimulatedVendor vendor,
      Collection<Sample> samples,
      Duration deadline,
      DrillClock clock) {
    Duration firstFailure = vendor.firstFailure(outage);
    List<Sample> ordered =
        samples.stream().sorted(Comparator.comparingLong(Sample::startNanos)).toList();
    List<Sample> after =
        ordered.stream()
            .filter(each -> !started(each, clock).minus(outage.to()).isNegative())
            .toList();
    if (firstFailure == null || after.size() < WINDOW) {
      return null;
    }
    Duration lastFailure = firstFailure;
    int lost = 0;
    for (Sample sample : ordered) {
      Duration start = started(sample, clock);
      Duration end = clock.scripted(sample.endNanos());
      if (!sample.reply().isAnswer()
          && start.compareTo(outage.from().minus(deadline)) >= 0
          && start.compareTo(outage.to()) < 0
          && end.compareTo(firstFailure) >= 0) {
        lost++;
        lastFailure = end.compareTo(lastFailure) > 0 ? end : lastFailure;
      }
    }
    double before =
        share(ordered, vendor, each -> started(each, clock).compareTo(outage.from()) < 0);
    return new Recovery(
        outage, lastFailure.minus(firstFailure), lost, back(after, vendor, before, outage.to()));
  }

  private static Duration started(Sample sample, DrillClock clock) {
    return clock.scripted(sample.startNanos());
  }

  private static double share(
      List<Sample> samples, SimulatedVendor vendor, java.util.function.Predicate<Sample> which) {
    List<Sample> those = samples.stream().filter(which).toList();
    return those.isEmpty() ? 1 : (double) answeredBy(vendor, those) / those.size();
  }

  private static long answeredBy(SimulatedVendor vendor, List<Sample> samples) {
    return samples.stream()
        .filter(each -> vendor.answered(each.arrival().number()) != null)
        .count();
  }

  private static @Nullable Duration back(
      List<Sample> after, SimulatedVendor vendor, double before, Duration end) {
    for (int i = 0; i + WINDOW <= after.size(); i++) {
      Duration answered = vendor.answered(after.get(i).arrival().number());
      if (answered != null
          && answeredBy(vendor, after.subList(i, i + WINDOW)) >= WINDOW * before / 2) {
        Duration back = answered.minus(end);
        return back.isNegative() ? Duration.ZERO : back;
      }
    }
    return null;
  }
}
