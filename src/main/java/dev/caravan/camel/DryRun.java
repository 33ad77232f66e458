package dev.caravan.camel;

import dev.caravan.api.ApiException;
import dev.caravan.call.Call;
import dev.caravan.call.Rehearsal;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.Secret;
import dev.caravan.front.RoutingQuestion;
import dev.caravan.stream.NoClient;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Has the routes of a generation decide requests that no client sent. Only routes that others call
 * are started for it: nothing listens, no timer ticks, no vendor is asked.
 */
final class DryRun implements AutoCloseable {
  private static final String CALLED_BY_OTHERS = "direct://";
  private static final List<String> STAGES = List.of("direct:admit", "direct:choose-model");
  private static final String ID = "dry-run";

  private final CamelContext context;
  private final Secret clientKey;
  private final ProducerTemplate template;

  /**
   * Gets the stages ready.
   *
   * @param clientKey brought with every request; empty: none is asked for
   * @throws ProblemsException if the routes lack a stage
   */
  DryRun(CamelContext context, Secret clientKey, String routes) {
    this.context = context;
    this.clientKey = clientKey;
    try {
      start(context);
    } catch (Exception e) {
      throw ProblemsException.of(routes, "cannot be started: " + e.getMessage());
    }
    for (String stage : STAGES) {
      if (context.getRoutes().stream().noneMatch(route -> isAt(route, stage))) {
        throw ProblemsException.of(
            routes, "has no route from " + stage + " (expected: one, see docs/routes.md)");
      }
    }
    this.template = context.createProducerTemplate();
  }

  private static boolean isAt(Route route, String stage) {
    return route.getEndpoint().getEndpointUri().equals(stage.replace("direct:", CALLED_BY_OTHERS));
  }

  private static void start(CamelContext context) throws Exception {
    for (Route route : context.getRoutes()) {
      boolean called = route.getEndpoint().getEndpointUri().startsWith(CALLED_BY_OTHERS);
      boolean upstream = UpstreamRoutes.isOne(route.getRouteId());
      if (called
          && !upstream
          && context.getRouteController().getRouteStatus(route.getRouteId())
              != ServiceStatus.Started) {
        context.getRouteController().startRoute(route.getRouteId());
      }
    }
  }

  /**
   * Has one request decided.
   *
   * @param body as a client would send it to {@code /v1/route}
   * @param rehearsal null: now, and as things stand
   * @return the call, for which choose-model has run
   * @throws ApiException what a client would get in place of a decision
   */
  Call decide(byte[] body, @Nullable Rehearsal rehearsal) {
    Call call =
        new Call(
            new RoutingQuestion(),
            ID,
            System.currentTimeMillis(),
            System.nanoTime(),
            this::header,
            new NoClient());
    call.bodyBytes(body.length);
    call.rehearse(rehearsal);
    Exchange exchange = new DefaultExchange(context, ExchangePattern.InOnly);
    exchange.setVariable(GatewayVariables.CALL, call);
    exchange.getMessage().setBody(body);
    for (String stage : STAGES) {
      template.send(stage, exchange);
      Exception failure = exchange.getException();
      if (failure != null) {
        throw ErrorRenderer.nameOf(failure, call);
      }
    }
    return call;
  }

  private @Nullable String header(String name) {
    return name.equals("authorization") && !clientKey.isEmpty()
        ? "Bearer " + clientKey.reveal()
        : null;
  }

  @Override
  public void close() {
    template.stop();
  }
}
