package dev.caravan.drill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.drill.Billing.Bill;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a drill has shown. Durations are those of real life unless they say otherwise.
 *
 * @param chain who may answer, in words
 * @param first the provider that is asked first
 * @param real how long the drill took, in real time
 * @param overhead what the gateway itself added to answers at the first try, in real time
 * @param money what vendors were paid
 * @param overruns answers beyond the deadline
 * @param latest by how much the latest request was sent late, in real time
 * @param missed the goals that do not hold, in words; empty: all hold
 */
public record Report(
    DrillScript script,
    long seed,
    int speed,
    String chain,
    String first,
    Duration real,
    Figures without,
    Figures with,
    Overhead overhead,
    List<Recovery> recoveries,
    Money money,
    Overruns overruns,
    Map<String, Long> rules,
    Duration latest,
    List<String> missed) {

  /**
   * Time that no vendor took, of answers at the first try, in real time.
   *
   * @param p95 what 95 of 100 stay below
   */
  public record Overhead(Duration mean, Duration p95) {}

  /**
   * Vendor calls, and what they cost.
   *
   * @param callsWithout by clients without the gateway
   * @param callsWith by the gateway, for requests of clients
   * @param probes by the gateway, for anything else
   * @param extra the part of {@code with} that is in no answer
   */
  public record Money(
      long callsWithout, long callsWith, long probes, Bill without, Bill with, Bill extra) {}

  /**
   * Answers that came after the deadline, in real time.
   *
   * @param count of those that exceeded it by more than the goal allows
   * @param worst by how much the latest exceeded it; negative: none did
   */
  public record Overruns(int count, Duration worst) {}

  public boolean holds() {
    return missed.isEmpty();
  }

  /** A table for people. */
  public String text() {
    return new ReportText(this).toString();
  }

  /** The same for machines. */
  public ObjectNode json() {
    return ReportJson.of(this);
  }
}
