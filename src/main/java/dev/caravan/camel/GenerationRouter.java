package dev.caravan.camel;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/** What platform-http takes for its server's router: a generation's own, with bounded bodies. */
final class GenerationRouter extends VertxPlatformHttpRouter {
  /** Camel looks routers up by port; the host's real port has no meaning inside a context. */
  private static final int PORT = VertxPlatformHttpServerConfiguration.DEFAULT_BIND_PORT;

  static final String NAME = getRouterNameFromPort(PORT);

  private final long maxRequestBytes;

  GenerationRouter(Vertx vertx, Router router, long maxRequestBytes) {
    super(new VertxPlatformHttpServer(configuration()), vertx, router, NAME);
    this.maxRequestBytes = maxRequestBytes;
  }

  /** The server exists already; Camel only asks for its port. */
  static VertxPlatformHttpServerConfiguration configuration() {
    VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
    configuration.setBindPort(PORT);
    return configuration;
  }

  @Override
  public Handler<RoutingContext> bodyHandler() {
    return BodyHandler.create(false).setBodyLimit(maxRequestBytes);
  }
}
