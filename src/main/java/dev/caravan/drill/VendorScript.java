package dev.caravan.drill;

import dev.caravan.sandbox.SandboxFault;
import java.time.Duration;
import java.util.List;

/**
 * How one simulated vendor behaves. Durations are those of real life.
 *
 * @param latency of whole answers
 * @param firstToken share of the latency that passes before the first token, in percent
 * @param faults what goes wrong outside of outages, their shares at most 100 together
 * @param outages in order and without overlap
 */
public record VendorScript(
    Latency latency, double firstToken, List<Fault> faults, List<Outage> outages) {

  public VendorScript {
    faults = List.copyOf(faults);
    outages = List.copyOf(outages);
  }

  /**
   * Something that goes wrong now and then.
   *
   * @param share of all calls, in percent
   * @param retryAfter what a refusal with 429 asks to wait; zero: it does not say
   */
  public record Fault(SandboxFault fault, double share, Duration retryAfter) {}

  /**
   * A time in which every call fails.
   *
   * @param from counted from the start of the drill
   * @param cutsAnswers whether answers that are under way when it begins are broken off too
   */
  public record Outage(Duration from, Duration lasts, SandboxFault fault, boolean cutsAnswers) {
    Duration to() {
      return from.plus(lasts);
    }

    boolean isOn(Duration at) {
      return at.compareTo(from) >= 0 && at.compareTo(to()) < 0;
    }
  }
}
