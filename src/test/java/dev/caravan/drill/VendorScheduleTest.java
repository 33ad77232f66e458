package dev.caravan.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.caravan.drill.VendorSchedule.Drawn;
import dev.caravan.drill.VendorScript.Fault;
import dev.caravan.drill.VendorScript.Outage;
import dev.caravan.sandbox.SandboxBehaviour;
import dev.caravan.sandbox.SandboxFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VendorScheduleTest {
  private static final int DRAWS = 100_000;
  private static final int TOKENS = 41;
  private static final SandboxFault RESET = SandboxFault.parse("reset");
  private static final Latency LATENCY =
      new Latency(Duration.ofMillis(4_200), Duration.ofSeconds(9));

  private static VendorSchedule schedule(String vendor, long seed, Outage... outages) {
    List<Fault> faults =
        List.of(
            new Fault(SandboxFault.status(503), 4, Duration.ZERO),
            new Fault(RESET, 1.5, Duration.ZERO));
    return new VendorSchedule(
        vendor, new VendorScript(LATENCY, 25, faults, List.of(outages)), TOKENS, seed);
  }

  private static Duration whole(SandboxBehaviour behaviour) {
    return behaviour.firstTokenLatency().plus(behaviour.tokenInterval().multipliedBy(TOKENS - 1L));
  }

  @Test
  void sharesAndLatenciesAreThoseOfTheScript() {
    VendorSchedule schedule = schedule("alpha", 1);
    int[] faults = new int[3];
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      SandboxBehaviour behaviour = schedule.draw(i, 0, Duration.ZERO).behaviour();
      faults[
          behaviour.fault().equals(RESET)
              ? 2
              : behaviour.fault().equals(SandboxFault.NONE) ? 0 : 1]++;
      seconds.add(whole(behaviour).toNanos() / 1e9);
    }

    assertThat(faults[0]).isCloseTo(94_500, withinPercentage(0.5));
    assertThat(faults[1]).isCloseTo(4_000, withinPercentage(6));
    assertThat(faults[2]).isCloseTo(1_500, withinPercentage(10));
    seconds.sort(null);
    assertThat(seconds.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
        .isCloseTo(4.2, withinPercentage(1));
    assertThat(seconds.get(DRAWS * 95 / 100)).isCloseTo(9.0, withinPercentage(2));
  }

  @Test
  void theFirstTokenTakesItsShare() {
    SandboxBehaviour behaviour = schedule("alpha", 1).draw(7, 0, Duration.ZERO).behaviour();

    assertThat((double) behaviour.firstTokenLatency().toNanos())
        .isCloseTo(whole(behaviour).toNanos() * 0.25, withinPercentage(0.1));
  }

  @Test
  void drawsDependOnSeedVendorRequestAndAttemptAndOnNothingElse() {
    List<Drawn> forwards =
        IntStream.range(0, 500)
            .mapToObj(i -> schedule("alpha", 1).draw(i, 0, Duration.ofSeconds(i)))
            .toList();
    VendorSchedule again = schedule("alpha", 1);
    List<Drawn> backwards =
        new ArrayList<>(
            IntStream.range(0, 500)
                .mapToObj(i -> again.draw(499 - i, 0, Duration.ofDays(1)))
                .toList());

    assertThat(backwards.reversed()).isEqualTo(forwards);
    Drawn one = forwards.getFirst();
    assertThat(schedule("alpha", 2).draw(0, 0, Duration.ZERO)).isNotEqualTo(one);
    assertThat(schedule("beta", 1).draw(0, 0, Duration.ZERO)).isNotEqualTo(one);
    assertThat(schedule("alpha", 1).draw(1, 0, Duration.ZERO)).isNotEqualTo(one);
    assertThat(schedule("alpha", 1).draw(0, 1, Duration.ZERO)).isNotEqualTo(one);
  }

  @Test
  void everyCallOfAnOutageFailsAtOnce() {
    Outage outage = new Outage(Duration.ofSeconds(10), Duration.ofSeconds(5), RESET, false);
    VendorSchedule schedule = schedule("alpha", 1, outage);

    for (int i = 0; i < 1_000; i++) {
      Drawn drawn = schedule.draw(i, 0, Duration.ofMillis(10_000 + i * 4));
      assertThat(drawn.outage()).isEqualTo(outage);
      assertThat(drawn.behaviour().fault()).isEqualTo(RESET);
      assertThat(drawn.behaviour().firstTokenLatency()).isZero();
      assertThat(drawn.isAnswer()).isFalse();
    }
    assertThat(schedule.draw(1, 0, Duration.ofSeconds(15)).outage()).isNull();
    assertThat(schedule.draw(1, 0, Duration.ofMillis(9_999)).outage()).isNull();
  }

  @Test
  void anOutageThatCutsAnswersBreaksThemWhereTheyAre() {
    Outage outage = new Outage(Duration.ofSeconds(10), Duration.ofSeconds(5), RESET, true);
    VendorSchedule usual = schedule("alpha", 1);
    VendorSchedule cutting = schedule("alpha", 1, outage);
    int before = 0;
    int amid = 0;
    for (int i = 0; i < 1_000; i++) {
      SandboxBehaviour whole = usual.draw(i, 0, Duration.ofSeconds(8)).behaviour();
      Drawn drawn = cutting.draw(i, 0, Duration.ofSeconds(8));
      if (!whole.fault().equals(SandboxFault.NONE)
          || whole(whole).compareTo(Duration.ofSeconds(2)) <= 0) {
        assertThat(drawn.outage()).isNull();
        assertThat(drawn.behaviour()).isEqualTo(whole);
        continue;
      }
      assertThat(drawn.outage()).isEqualTo(outage);
      SandboxBehaviour cut = drawn.behaviour();
      int tokens = cut.fault().argument();
      if (tokens == 0) {
        before++;
        assertThat(cut.firstTokenLatency()).isEqualTo(Duration.ofSeconds(2));
      } else {
        amid++;
        assertThat(tokens).isLessThanOrEqualTo(TOKENS);
        assertThat(cut.firstTokenLatency().plus(cut.tokenInterval().multipliedBy(tokens - 1L)))
            .isLessThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(cut.firstTokenLatency().plus(cut.tokenInterval().multipliedBy(tokens)))
            .isGreaterThan(Duration.ofSeconds(2));
      }
    }
    assertThat(before).isPositive();
    assertThat(amid).isPositive();
  }

  @Test
  void arrivalsHaveTheRateAndTheShareOfStreamsAndAreTheSameForASeed() {
    DrillScript.Load load = new DrillScript.Load(20_000, 5, 30, Duration.ofSeconds(30), TOKENS);

    List<Arrival> arrivals = Arrival.draw(load, 1);

    assertThat(arrivals).isEqualTo(Arrival.draw(load, 1)).isNotEqualTo(Arrival.draw(load, 2));
    assertThat((double) arrivals.getLast().at().toSeconds()).isCloseTo(4_000, withinPercentage(3));
    assertThat((int) arrivals.stream().filter(Arrival::stream).count())
        .isCloseTo(6_000, withinPercentage(4));
  }
}
