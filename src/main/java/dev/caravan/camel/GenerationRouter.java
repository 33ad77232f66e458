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
  private final long maxRequestBytes;

  GenerationRouter(Vertx vertx, Router router, int port, long maxRequestBytes) {
    super(
        new VertxPlatformHttpServer(configuration(port)),
        vertx,
        router,
        getRouterNameFromPort(port));
    this.maxRequestBytes = maxRequestBytes;
  }

  /** The server exists already; Camel only asks for its port. */
  static VertxPlatformHttpServerConfiguration configuration(int port) {
    VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
    configuration.setBindPort(port);
    return configuration;
  }

  @Override
  public Handler<RoutingContext> bodyHandler() {
    return BodyHandler.create(false).setBodyLimit(maxRequestBytes);
  }
}
