package dev.caravan.drill;

import dev.caravan.drill.VendorScript.Fault;
import dev.caravan.drill.VendorScript.Outage;
import dev.caravan.sandbox.SandboxBehaviour;
import dev.caravan.sandbox.SandboxFault;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor behaves in one call after the other. Latency and faults are drawn by the seed, the
 * number of the request, and how often this vendor was asked it: the same whenever the call comes.
 * Outages go by time.
 */
final class VendorSchedule {
  /**
   * The behaviour in one call.
   *
   * @param behaviour in durations of real life
   * @param outage the one that this call runs into; null: none
   */
  record Drawn(SandboxBehaviour behaviour, @Nullable Outage outage) {
    boolean isAnswer() {
      return behaviour.fault().equals(SandboxFault.NONE);
    }
  }

  private final String vendor;
  private final VendorScript script;
  private final int tokens;
  private final long seed;

  /**
   * @param vendor its name; two of the same name, script and seed behave alike
   * @param tokens length of the answers
   */
  VendorSchedule(String vendor, VendorScript script, int tokens, long seed) {
    this.vendor = vendor;
    this.script = script;
    this.tokens = tokens;
    this.seed = seed;
  }

  /**
   * @param request its number
   * @param attempt how often this vendor was asked it before
   * @param at time since the start of the drill
   */
  Drawn draw(long request, int attempt, Duration at) {
    RandomGenerator random = Seeds.generator(seed, vendor, request, attempt);
    Duration latency = script.latency().draw(random);
    Fault fault = fault(random.nextDouble() * 100);
    Duration first = latency.multipliedBy(Math.round(script.firstToken() * 100)).dividedBy(10_000);
    Duration interval = latency.minus(first).dividedBy(Math.max(1, tokens - 1));
    SandboxBehaviour usual =
        fault == null
            ? new SandboxBehaviour(first, interval, tokens, SandboxFault.NONE, Duration.ZERO)
            : new SandboxBehaviour(first, interval, tokens, fault.fault(), fault.retryAfter());
    return outage(usual, at);
  }

  private @Nullable Fault fault(double percent) {
    double below = 0;
    for (Fault each : script.faults()) {
      below += each.share();
      if (percent < below) {
        return each;
      }
    }
    return null;
  }

  private Drawn outage(SandboxBehaviour usual, Duration at) {
    for (Outage outage : script.outages()) {
      if (outage.isOn(at)) {
        SandboxBehaviour failing =
            new SandboxBehaviour(
                Duration.ZERO, usual.tokenInterval(), tokens, outage.fault(), Duration.ZERO);
        return new Drawn(failing, outage);
      }
      Duration left = outage.from().minus(at);
      if (outage.cutsAnswers()
          && !left.isNegative()
          && usual.fault().equals(SandboxFault.NONE)
          && left.compareTo(duration(usual)) < 0) {
        return new Drawn(cutAfter(left, usual), outage);
      }
    }
    return new Drawn(usual, null);
  }

  private Duration duration(SandboxBehaviour usual) {
    return usual.firstTokenLatency().plus(usual.tokenInterval().multipliedBy(tokens - 1L));
  }

  /** The connection breaks after this time, with the tokens that are out by then. */
  private static SandboxBehaviour cutAfter(Duration left, SandboxBehaviour usual) {
    Duration streaming = left.minus(usual.firstTokenLatency());
    if (streaming.isNegative() || usual.tokenInterval().isZero()) {
      return new SandboxBehaviour(
          left, usual.tokenInterval(), usual.tokens(), SandboxFault.parse("reset"), Duration.ZERO);
    }
    long out = 1 + streaming.dividedBy(usual.tokenInterval());
    return new SandboxBehaviour(
        usual.firstTokenLatency(),
        usual.tokenInterval(),
        usual.tokens(),
        SandboxFault.parse("reset:" + out),
        Duration.ZERO);
  }
}
