package dev.caravan.camel;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyConfiguration;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.PatternHelper;
import org.jspecify.annotations.Nullable;

/**
 * Camel's route timers, for the routes that are named and no others. Camel's own factory gives
 * every route a policy and has it look away; a route without a policy costs nothing.
 */
public final class MeasuredRoutes extends MicrometerRoutePolicyFactory {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private List<String> routes = List.of();

  public MeasuredRoutes() {
    MicrometerRoutePolicyConfiguration timersOnly = new MicrometerRoutePolicyConfiguration();
    timersOnly.setContextEnabled(false);
    timersOnly.setAdditionalCounters(false);
    setPolicyConfiguration(timersOnly);
  }

  /**
   * Ids of the routes to measure, separated by commas; {@code *} at the end of one is a wildcard.
   */
  public void setRoutes(String ids) {
    routes = COMMA.splitAsStream(ids.strip()).toList();
  }

  @Override
  public @Nullable RoutePolicy createRoutePolicy(
      CamelContext camelContext, String routeId, NamedNode routeDefinition) {
    return routes.stream().anyMatch(id -> PatternHelper.matchPattern(routeId, id))
        ? super.createRoutePolicy(camelContext, routeId, routeDefinition)
        : null;
  }
}
