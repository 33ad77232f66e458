package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Cost;
import dev.caravan.resilience.HealthSnapshot;
import dev.caravan.resilience.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code /admin/stats} tells about each deployment, as JSON. */
final class DeploymentReport {
  private DeploymentReport() {}

  static ObjectNode of(DeploymentBooks books, Instant now) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    for (String id : new TreeSet<>(books.ids())) {
      HealthSnapshot health = books.health().snapshot(id);
      ObjectNode one =
          all.putObject(id)
              .put("score", rounded(health.score()))
              .put("success_rate", rounded(health.successRate()));
      latency(one.putObject("first_token_ms"), health.firstTokenP50(), health.firstTokenP95());
      latency(one.putObject("total_ms"), health.totalP50(), health.totalP95());
      Duration quiet = health.sinceLastTraffic();
      one.put("tokens_per_second", rounded(health.tokensPerSecond()))
          .put("answers", health.answers())
          .put("headroom", rounded(books.quota().headroom(id)))
          .put("breaker", books.breakers().state(id).name().toLowerCase(Locale.ROOT))
          .put("failure_rate", rounded(books.breakers().failureRate(id)))
          .put("slow_call_rate", rounded(books.breakers().slowCallRate(id)))
          .put("last_traffic", quiet == null ? null : time(now.minus(quiet)));
      one.set("last_probe", probe(books.probes().last(id)));
    }
    return all;
  }

  private static void latency(ObjectNode into, @Nullable Duration p50, @Nullable Duration p95) {
    into.put("p50", p50 == null ? null : p50.toMillis())
        .put("p95", p95 == null ? null : p95.toMillis());
  }

  private static @Nullable ObjectNode probe(@Nullable ProbeResult probe) {
    if (probe == null) {
      return null;
    }
    Cost cost = probe.cost();
    return JsonNodeFactory.instance
        .objectNode()
        .put("time", time(probe.time()))
        .put("result", probe.category() == null ? "answered" : probe.category().label())
        .put("ms", probe.millis())
        .put("cost", cost == null ? null : cost.amount().toPlainString())
        .put("currency", cost == null ? null : cost.currency());
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Three digits behind the point. */
  private static @Nullable Double rounded(@Nullable Double value) {
    return value == null ? null : Math.round(value * 1_000) / 1_000.0;
  }
}
