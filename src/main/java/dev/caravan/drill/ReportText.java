package dev.caravan.drill;

import dev.caravan.drill.Figures.Percentiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A report as an aligned table in plain text. */
final class ReportText {
  private static final List<String> NOTES =
      List.of(
          "Every vendor is simulated on this machine and speaks OpenAI's dialect: the drill shows",
          "retries, breakers, deadlines, health and routing, not the translation of dialects.");

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  ReportText(Report report) {
    this.report = report;
    head();
    comparison();
    recovery();
    line("");
    rules();
    failures();
    notes();
    verdict();
  }

  private void head() {
    DrillScript.Load load = report.script().load();
    line(
        "%s requests, %s a second, %d times as fast as life (%s), seed %d"
            .formatted(
                Shown.count(load.requests()),
                load.rate(),
                report.speed(),
                Shown.seconds(report.real()),
                report.seed()));
    line("chain: %s; first: %s".formatted(report.chain(), report.first()));
    line("");
  }

  private void comparison() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "without", "with the gateway"));
    Figures without = report.without();
    Figures with = report.with();
    rows.add(both("complete and correct answers", each -> Shown.count(each.answered())));
    rows.add(both("availability", each -> Shown.percent(each.availability())));
    rows.add(both("latency of answers, mean", each -> Shown.seconds(each.answers().mean())));
    rows.add(both("  p50", each -> Shown.seconds(each.answers().p50())));
    rows.add(both("  p95", each -> Shown.seconds(each.answers().p95())));
    rows.add(both("  p99", each -> Shown.seconds(each.answers().p99())));
    rows.add(
        both("first token of streams, mean", each -> Shown.seconds(each.firstTokens().mean())));
    rows.add(both("latency with failures, mean", each -> Shown.seconds(each.all().mean())));
    Percentiles before = without.all();
    Percentiles after = with.all();
    rows.add(
        List.of(
            "added latency (difference of these)",
            "",
            String.format(
                Locale.ROOT, "%+.2f s", after.mean().minus(before.mean()).toNanos() / 1e9)));
    Report.Money money = report.money();
    rows.add(
        List.of(
            "calls to vendors", Shown.count(money.callsWithout()), Shown.count(money.callsWith())));
    rows.add(
        List.of(
            "tokens paid for",
            Shown.count(money.without().tokens()),
            Shown.count(money.with().tokens())));
    rows.add(List.of("money", Shown.money(money.without()), Shown.money(money.with())));
    rows.add(List.of("  of it in no answer", "", Shown.money(money.extra())));
    rows.add(List.of("  likewise, tokens", "", Shown.count(money.extra().tokens())));
    rows.add(List.of("probes", "", Shown.count(money.probes())));
    table(rows);
  }

  private List<String> both(String name, Function<Figures, String> value) {
    return List.of(name, value.apply(report.without()), value.apply(report.with()));
  }

  private void recovery() {
    line("");
    if (report.recoveries().isEmpty()) {
      line("recovery: not measured, the drill ran into no outage or was over before its end");
    }
    for (Recovery each : report.recoveries()) {
      line(
          "outage from %s to %s:"
              .formatted(Shown.seconds(each.outage().from()), Shown.seconds(each.outage().to())));
      line(
          "  from the first failed call to the last failed answer: %s (%d answers lost)"
              .formatted(Shown.seconds(each.afterBegin()), each.lost()));
      Duration back = each.afterEnd();
      line(
          "  from its end to traffic back on %s: %s"
              .formatted(report.first(), back == null ? "never" : Shown.seconds(back)));
    }
    line(
        "deadline exceeded by more than %d ms: %d of %s, %s"
            .formatted(
                report.script().goals().deadlineOverrun().toMillis(),
                report.overruns().count(),
                Shown.count(report.with().requests()),
                report.overruns().worst().isNegative()
                    ? "none at all"
                    : "worst " + Shown.millis(report.overruns().worst())));
    line(
        "added by the gateway itself, in real time: mean %s, p95 %s"
            .formatted(
                Shown.millis(report.overhead().mean()), Shown.millis(report.overhead().p95())));
  }

  private void rules() {
    if (report.rules().isEmpty()) {
      line("no rule had to act");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("rule that acted", "times"));
    report.rules().forEach((rule, times) -> rows.add(List.of(rule, Shown.count(times))));
    table(rows);
  }

  private void failures() {
    failures("without the gateway", report.without());
    failures("with the gateway", report.with());
  }

  private void failures(String side, Figures figures) {
    if (!figures.failures().isEmpty()) {
      line("");
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("failed " + side, "times"));
      figures.failures().forEach((what, times) -> rows.add(List.of(what, Shown.count(times))));
      table(rows);
    }
  }

  private void notes() {
    line("");
    NOTES.forEach(this::line);
    line(
        "Latencies are real ones times %d, so 1 ms of this machine's own time shows as %d ms."
            .formatted(report.speed(), report.speed()));
    Duration late = report.latest();
    if (late.multipliedBy(report.speed()).compareTo(MUCH) > 0) {
      line(
          "This machine was too busy: requests were sent up to %s ms late, %s at this speed."
              .formatted(late.toMillis(), Shown.seconds(late.multipliedBy(report.speed()))));
      line("The figures say more of it than of the gateway. Run it again with a lower --speed.");
    }
  }

  /** Of the script's time: about what an answer takes. */
  private static final Duration MUCH = Duration.ofSeconds(1);

  private void verdict() {
    line("");
    if (report.holds()) {
      line("all goals hold");
    }
    report.missed().forEach(goal -> line("missed: " + goal));
  }

  /** The first column to the left, the others to the right. */
  private void table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
