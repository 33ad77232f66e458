package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Problem;
import dev.caravan.server.OverloadGuard;
import dev.caravan.upstream.ProviderPools;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/** What the admin endpoints tell about the host, as JSON. */
final class HostReport {
  private HostReport() {}

  /** The running generation's routes, and what is wrong with the edit that was refused last. */
  static ObjectNode routes(
      @Nullable Generation running, @Nullable Instant refusedAt, List<Problem> problems) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (running != null) {
      body.put("generation", running.number())
          .put("since", running.since().toString())
          .put("fingerprint", running.sources().fingerprint());
      ArrayNode routes = body.putArray("routes");
      for (Route route : running.context().getRoutes()) {
        routes
            .addObject()
            .put("id", route.getRouteId())
            .put("description", route.getDescription())
            .put("group", route.getGroup())
            .put("from", route.getEndpoint().getEndpointBaseUri())
            .put("source", route.getSourceLocation());
      }
    }
    body.put("refused_at", refusedAt == null ? null : refusedAt.toString());
    ArrayNode list = body.putArray("problems");
    for (Problem problem : problems) {
      list.addObject()
          .put("file", problem.file())
          .put("line", Math.max(1, problem.line()))
          .put("message", problem.message());
    }
    return body;
  }

  /** How much the gateway has to do, of how much it takes on. */
  static ObjectNode overload(OverloadGuard.State state) {
    ObjectNode overload =
        JsonNodeFactory.instance
            .objectNode()
            .put("limit", state.limit())
            .put("starting", state.starting())
            .put("loop_delay_ms", state.loopDelayNanos() / 1_000_000)
            .put("open_calls", state.openCalls())
            .put("max_open_calls", state.maxOpenCalls())
            .put("open_bytes", state.openBytes())
            .put("max_open_bytes", state.maxOpenBytes())
            .put("queued", state.queued());
    ObjectNode refused = overload.putObject("refused");
    state
        .refused()
        .forEach((reason, count) -> refused.put(reason.name().toLowerCase(Locale.ROOT), count));
    return overload;
  }

  /** Calls under way at each provider, of how many. */
  static ObjectNode providers(ProviderPools pools) {
    ObjectNode providers = JsonNodeFactory.instance.objectNode();
    pools
        .loads()
        .forEach(
            (name, load) ->
                providers
                    .putObject(name)
                    .put("calls", load.taken())
                    .put("max_connections", load.max()));
    return providers;
  }

  /** Calls by model, provider and outcome. */
  static ArrayNode calls(MeterRegistry registry) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Timer timer : registry.find("caravan.request.duration").timers()) {
      list.addObject()
          .put("model", timer.getId().getTag("model"))
          .put("provider", timer.getId().getTag("provider"))
          .put("outcome", timer.getId().getTag("outcome"))
          .put("count", timer.count())
          .put("mean_ms", timer.mean(TimeUnit.MILLISECONDS));
    }
    for (Counter counter : registry.find("caravan.cost").counters()) {
      list.addObject()
          .put("currency", counter.getId().getTag("currency"))
          .put("cost", counter.count());
    }
    return list;
  }
}
