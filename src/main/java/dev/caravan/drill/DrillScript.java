package dev.caravan.drill;

import java.time.Duration;
import java.util.Map;

/**
 * What a drill does and what it must show. Durations are those of real life; a run divides them by
 * its speed.
 *
 * @param first the vendor that is asked first
 * @param others every other vendor without a script of its own
 * @param named scripts of single vendors, by provider
 */
public record DrillScript(
    Goals goals,
    Load load,
    VendorScript first,
    VendorScript others,
    Map<String, VendorScript> named) {

  public DrillScript {
    named = Map.copyOf(named);
  }

  /** The script of a provider. */
  VendorScript of(String provider, boolean asFirst) {
    VendorScript own = named.get(provider);
    if (own != null) {
      return own;
    }
    return asFirst ? first : others;
  }

  /**
   * What must hold.
   *
   * @param availability least share of complete answers, in percent
   * @param recovery longest time to recover, both after an outage begins and after it ends
   * @param deadlineOverrun longest time beyond the deadline, in real time
   */
  public record Goals(double availability, Duration recovery, Duration deadlineOverrun) {}

  /**
   * What is asked.
   *
   * @param requests how many
   * @param rate how many a second on average, their gaps being random
   * @param streamed share of streams, in percent
   * @param clientTimeout how long a client without the gateway waits for a whole answer
   * @param answerTokens length of the answers
   */
  public record Load(
      int requests, double rate, double streamed, Duration clientTimeout, int answerTokens) {

    Load with(int otherRequests, double otherRate) {
      return new Load(otherRequests, otherRate, streamed, clientTimeout, answerTokens);
    }
  }
}
