package dev.caravan.drill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.drill.Billing.Seller;
import dev.caravan.sandbox.ExpectedAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/** Works out what a drill has shown. */
final class Reporting {
  private final DrillScript script;
  private final long seed;
  private final DrillClock clock;
  private final SimulatedVendors vendors;
  private final DrillChain chain;

  Reporting(
      DrillScript script, long seed, DrillClock clock, SimulatedVendors vendors, DrillChain chain) {
    this.script = script;
    this.seed = seed;
    this.clock = clock;
    this.vendors = vendors;
    this.chain = chain;
  }

  /**
   * @param latest by how much the latest request was sent late
   */
  Report report(
      Collection<Sample> direct,
      Collection<Sample> throughGateway,
      RuleCounts rules,
      Duration latest) {
    String first = chain.first().provider().name();
    throughGateway.stream()
        .filter(each -> each.reply().isAnswer() && !each.reply().tookMoreThanOneTry())
        .filter(each -> !first.equals(each.reply().told().provider()))
        .forEach(each -> rules.count("another vendor asked first"));
    Figures with = Figures.of(throughGateway, clock);
    List<Recovery> recoveries = recoveries(first, throughGateway);
    Report.Overruns overruns = overruns(throughGateway);
    return new Report(
        script,
        seed,
        clock.speed(),
        chain.shown(),
        first,
        Duration.ofNanos(clock.real()),
        Figures.of(direct, clock),
        with,
        overhead(throughGateway),
        recoveries,
        money(throughGateway),
        overruns,
        rules.sorted(),
        latest,
        missed(with, recoveries, overruns));
  }

  private List<Recovery> recoveries(String first, Collection<Sample> samples) {
    return script.of(first, true).outages().stream()
        .map(outage -> Recovery.of(outage, vendors.named(first), samples, chain.deadline(), clock))
        .filter(Objects::nonNull)
        .toList();
  }

  private static Report.Overhead overhead(Collection<Sample> samples) {
    Histogram nanos = new Histogram(3);
    for (Sample sample : samples) {
      if (sample.reply().isAnswer() && !sample.reply().tookMoreThanOneTry()) {
        nanos.recordValue(sample.reply().told().overhead().toNanos());
      }
    }
    return new Report.Overhead(
        Duration.ofNanos((long) nanos.getMean()), Duration.ofNanos(nanos.getValueAtPercentile(95)));
  }

  private Report.Money money(Collection<Sample> samples) {
    Billing sold = new Billing();
    long calls = 0;
    long probes = 0;
    for (SimulatedVendor vendor : vendors.all()) {
      sold.addAll(vendor.billing());
      calls += vendor.calls();
      probes += vendor.probes();
    }
    Billing given = new Billing();
    for (Sample sample : samples) {
      Reply.Told told = sample.reply().told();
      if (sample.reply().isAnswer() && told.provider() != null && told.model() != null) {
        ObjectNode request =
            DrillPrompt.request(told.model(), sample.arrival().number(), sample.arrival().stream());
        ExpectedAnswer answer = ExpectedAnswer.to(request, script.load().answerTokens());
        given.add(
            new Seller(told.provider(), told.model()),
            answer.promptTokens(),
            answer.completionTokens());
      }
    }
    Billing.Bill paid = sold.at(chain::price);
    return new Report.Money(
        vendors.direct().calls(),
        calls,
        probes,
        vendors.direct().billing().at(chain::price),
        paid,
        paid.minus(given.at(chain::price)));
  }

  /** Of a stream only the wait for its first token is within the deadline. */
  private Report.Overruns overruns(Collection<Sample> samples) {
    long deadline = clock.real(chain.deadline());
    long worst = Long.MIN_VALUE;
    int count = 0;
    for (Sample sample : samples) {
      Reply reply = sample.reply();
      long over = (sample.arrival().stream() ? reply.firstNanos() : reply.nanos()) - deadline;
      worst = Math.max(worst, over);
      if (over > script.goals().deadlineOverrun().toNanos()) {
        count++;
      }
    }
    return new Report.Overruns(count, Duration.ofNanos(samples.isEmpty() ? 0 : worst));
  }

  private List<String> missed(Figures with, List<Recovery> recoveries, Report.Overruns overruns) {
    DrillScript.Goals goals = script.goals();
    List<String> missed = new ArrayList<>();
    if (with.availability() < goals.availability()) {
      missed.add(
          String.format(
              Locale.ROOT,
              "availability is %.3f %% (goal: at least %s %%)",
              with.availability(),
              goals.availability()));
    }
    for (Recovery recovery : recoveries) {
      if (recovery.afterBegin().compareTo(goals.recovery()) > 0) {
        missed.add(
            "answers failed for "
                + Shown.seconds(recovery.afterBegin())
                + " after an outage began (goal: at most "
                + Shown.seconds(goals.recovery())
                + ")");
      }
      Duration back = recovery.afterEnd();
      if (back == null || back.compareTo(goals.recovery()) > 0) {
        missed.add(
            (back == null
                    ? "the vendor got no traffic back"
                    : "the vendor got its traffic back " + Shown.seconds(back))
                + " after an outage ended (goal: at most "
                + Shown.seconds(goals.recovery())
                + ")");
      }
    }
    if (overruns.count() > 0) {
      missed.add(
          overruns.count()
              + " answers came more than "
              + goals.deadlineOverrun().toMillis()
              + " ms after the deadline, the worst "
              + overruns.worst().toMillis()
              + " ms (goal: none)");
    }
    return missed;
  }
}
