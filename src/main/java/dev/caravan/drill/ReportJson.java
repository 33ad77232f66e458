package dev.caravan.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.drill.Billing.Bill;
import dev.caravan.drill.Figures.Percentiles;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A report as JSON: durations in milliseconds, those of real life unless the name says real. */
final class ReportJson {
  private ReportJson() {}

  static ObjectNode of(Report report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("holds", report.holds())
            .put("requests", report.with().requests())
            .put("rate", report.script().load().rate())
            .put("speed", report.speed())
            .put("seed", report.seed())
            .put("chain", report.chain())
            .put("first", report.first())
            .put("real_ms", millis(report.real()));
    ArrayNode missed = json.putArray("missed");
    report.missed().forEach(missed::add);
    Report.Money money = report.money();
    side(json.putObject("without"), report.without(), money.callsWithout(), money.without());
    ObjectNode with = json.putObject("with");
    side(with, report.with(), money.callsWith(), money.with());
    bill(with.putObject("in_no_answer"), money.extra());
    with.put("probes", money.probes());
    json.putObject("gateway_overhead_real")
        .put("mean_ms", millis(report.overhead().mean()))
        .put("p95_ms", millis(report.overhead().p95()));
    ArrayNode outages = json.putArray("outages");
    for (Recovery each : report.recoveries()) {
      outages
          .addObject()
          .put("from_ms", millis(each.outage().from()))
          .put("to_ms", millis(each.outage().to()))
          .put("answers_lost", each.lost())
          .put("recovery_after_begin_ms", millis(each.afterBegin()))
          .put("recovery_after_end_ms", millis(each.afterEnd()));
    }
    json.putObject("deadline_overruns_real")
        .put("count", report.overruns().count())
        .put("worst_ms", millis(report.overruns().worst()));
    ObjectNode rules = json.putObject("rules");
    report.rules().forEach(rules::put);
    return json.put("latest_request_late_real_ms", millis(report.latest()));
  }

  private static void side(ObjectNode into, Figures figures, long calls, Bill bill) {
    into.put("answered", figures.answered()).put("availability_percent", figures.availability());
    percentiles(into.putObject("latency"), figures.answers());
    percentiles(into.putObject("first_token"), figures.firstTokens());
    percentiles(into.putObject("latency_with_failures"), figures.all());
    ObjectNode failures = into.putObject("failures");
    figures.failures().forEach(failures::put);
    into.put("vendor_calls", calls);
    bill(into, bill);
  }

  private static void percentiles(ObjectNode into, Percentiles latency) {
    into.put("mean_ms", millis(latency.mean()))
        .put("p50_ms", millis(latency.p50()))
        .put("p95_ms", millis(latency.p95()))
        .put("p99_ms", millis(latency.p99()));
  }

  private static void bill(ObjectNode into, Bill bill) {
    into.put("tokens", bill.tokens());
    ObjectNode money = into.putObject("money");
    bill.money().forEach((currency, amount) -> money.put(currency, amount.toPlainString()));
  }

  private static @Nullable Double millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toNanos() / 1e6;
  }
}
