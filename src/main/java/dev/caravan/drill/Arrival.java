package dev.caravan.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A request that is going to be sent.
 *
 * @param number from 0
 * @param at since the start of the drill, in the script's time
 */
record Arrival(int number, Duration at, boolean stream) {

  /**
   * Arrivals at random: the gaps are exponential, so that neither bursts nor lulls are left out.
   */
  static List<Arrival> draw(DrillScript.Load load, long seed) {
    RandomGenerator random = Seeds.generator(seed, "arrivals");
    List<Arrival> arrivals = new ArrayList<>(load.requests());
    double seconds = 0;
    for (int number = 0; number < load.requests(); number++) {
      seconds += random.nextExponential() / load.rate();
      boolean stream = random.nextDouble() * 100 < load.streamed();
      arrivals.add(new Arrival(number, Duration.ofNanos((long) (seconds * 1e9)), stream));
    }
    return arrivals;
  }
}
