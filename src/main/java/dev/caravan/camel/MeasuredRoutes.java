package dev.caravan.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.PatternHelper;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer timers of routes, for those that are named and no others: a route without a policy
 * costs nothing. The meter has the name that Camel's own policy gives it.
 */
public final class MeasuredRoutes implements RoutePolicyFactory {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private List<String> routes = List.of();
  private @Nullable MeterRegistry meterRegistry;

  public void setMeterRegistry(MeterRegistry registry) {
    meterRegistry = registry;
  }

  /** Ids of the routes to measure, separated by commas; {@code *} at the end is a wildcard. */
  public void setRoutes(String ids) {
    routes = COMMA.splitAsStream(ids.strip()).toList();
  }

  @Override
  public @Nullable RoutePolicy createRoutePolicy(
      CamelContext camelContext, String routeId, NamedNode routeDefinition) {
    MeterRegistry registry = meterRegistry;
    if (registry == null
        || routes.stream().noneMatch(id -> PatternHelper.matchPattern(routeId, id))) {
      return null;
    }
    return new RouteTimer(
        routeId,
        Timer.builder("camel.route.policy")
            .description("Time in a route")
            .tag("routeId", routeId)
            .register(registry));
  }
}
