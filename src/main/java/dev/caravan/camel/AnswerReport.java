package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.cost.Cost;
import dev.caravan.resilience.Attempts;
import dev.caravan.resume.Resumption;
import dev.caravan.routing.Decision;
import dev.caravan.routing.DecisionReport;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer tells about itself: the {@code x-caravan-*} headers and the {@code caravan}
 * object.
 */
final class AnswerReport {
  private AnswerReport() {}

  /** Headers of a plain answer, or of a stream as far as they are known at its first event. */
  static Map<String, String> headers(Call call) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-request-id", call.getId());
    String idHeader = call.front().idHeader();
    if (idHeader != null) {
      headers.put(idHeader, call.getId());
    }
    put(headers, "x-caravan-model", call.model());
    put(headers, "x-caravan-provider", call.provider());
    put(headers, "x-caravan-task", call.task());
    put(headers, "x-caravan-rule", call.rule());
    Attempts attempts = call.attemptsOrNull();
    headers.put(
        "x-caravan-attempts", Integer.toString(attempts == null ? 0 : attempts.vendorCalls()));
    headers.put("x-caravan-fallbacks", Integer.toString(attempts == null ? 0 : attempts.givenUp()));
    headers.put("x-caravan-cache", call.caching().result().label());
    if (!call.vendor().warnings().isEmpty()) {
      headers.put("x-caravan-warnings", Warnings.header(call.vendor().warnings()));
    }
    if (call.isDegraded()) {
      headers.put("x-caravan-degraded", "true");
    }
    if (!call.isStream()) {
      Cost cost = call.cost();
      if (cost != null) {
        headers.put("x-caravan-cost", cost.amount().toPlainString());
        headers.put("x-caravan-currency", cost.currency());
      }
    }
    headers.put("x-caravan-overhead-ms", overheadMillis(call));
    return headers;
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }

  /** Milliseconds with three digits behind the point: time so far that no vendor took. */
  private static String overheadMillis(Call call) {
    long now = System.nanoTime();
    long micros = Math.max(0, now - call.startedNanos() - call.vendor().nanos(now)) / 1_000;
    long fraction = micros % 1_000;
    return micros / 1_000 + (fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".") + fraction;
  }

  /** Streams carry their cost, and on request everything, in the last chunk. */
  static void addToLastChunk(Call call, ObjectNode chunk) {
    Cost cost = call.cost();
    ObjectNode report = chunk.objectNode();
    if (call.options().explain()) {
      explanation(call, report);
    } else {
      if (cost != null) {
        report.put("cost", cost.amount().toPlainString()).put("currency", cost.currency());
      }
      resumed(call, report);
    }
    if (!report.isEmpty()) {
      chunk.set("caravan", report);
    }
  }

  /** Where other vendors went on with the answer, if any did. */
  private static void resumed(Call call, ObjectNode report) {
    if (!call.resumptions().isEmpty()) {
      report.set("resumed", Resumption.toJson(call.resumptions()));
    }
  }

  /** The whole story of an answer, for {@code x-caravan-explain: true}. */
  static ObjectNode explanation(Call call, ObjectNode into) {
    Decision decision = call.decision();
    Attempts attempts = call.attemptsOrNull();
    Cost cost = call.cost();
    into.put("request_id", call.getId())
        .put("model", call.model())
        .put("provider", call.provider())
        .put("cache", call.caching().result().label())
        .put("attempts", attempts == null ? 0 : attempts.vendorCalls())
        .put("fallbacks", attempts == null ? 0 : attempts.givenUp());
    if (decision != null) {
      DecisionReport.addTo(into, decision, decision.first().name());
      // The vendor that answered may bill in another one.
      into.set("estimated_currency", into.remove("currency"));
      var chain = into.putArray("fallback_chain");
      decision.models().stream().skip(1).forEach(model -> chain.add(model.name()));
    }
    into.put("cost", cost == null ? null : cost.amount().toPlainString())
        .put("currency", cost == null ? null : cost.currency());
    resumed(call, into);
    return into;
  }
}
