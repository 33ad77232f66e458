package dev.caravan.camel;

import dev.caravan.config.Configuration;
import dev.caravan.config.GatewaySettings;
import dev.caravan.json.Json;
import dev.caravan.routing.Chooser;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.spi.Registry;

/** The beans that routes name, made anew for each generation from its configuration. */
final class GenerationBeans {
  private final int number;
  private final String fingerprint;
  private final Configuration configuration;
  private final SharedState shared;
  private final HostSettings host;
  private final UpstreamRoutes upstreams;

  GenerationBeans(
      int number,
      String fingerprint,
      Configuration configuration,
      SharedState shared,
      HostSettings host,
      UpstreamRoutes upstreams) {
    this.number = number;
    this.fingerprint = fingerprint;
    this.configuration = configuration;
    this.shared = shared;
    this.host = host;
    this.upstreams = upstreams;
  }

  void bind(Registry registry) {
    GatewaySettings settings = configuration.gateway();
    registry.bind("json", Json.mapper());
    registry.bind("edge-headers", new EdgeHeaders());
    registry.bind("calls", new CallOpener(settings.limits()));
    registry.bind("admission", new Admission(shared.clientKeys()));
    registry.bind("answer-cache", new CacheStage(settings, fingerprint, shared.firstAnswers()));
    registry.bind(
        "choose",
        new Choice(
            new Chooser(
                configuration,
                shared.breakers()::isOpen,
                (RandomOfThread) () -> ThreadLocalRandom.current().nextLong()),
            settings.routing()));
    registry.bind("dispatcher", new Dispatcher(upstreams::nameOf));
    registry.bind("upstream", new Upstream(settings, shared.keys(), shared.wheel()));
    registry.bind("answers", new Answers(settings.routing().degradedReply()));
    registry.bind("books", new Books(shared.metrics(), shared.recent(), settings.accessLog()));
    registry.bind("refuse", new Refusals());
    registry.bind("errors", new ErrorRenderer());
    registry.bind("models", new Models(configuration.catalogue()));
    registry.bind(
        "health", new Health(configuration.catalogue(), shared.breakers()::isOpen, number));
    registry.bind("admin", shared.admin(host));
    registry.bind("metrics-page", new MetricsPage(shared.registry()));
  }

  /** The generator of whatever thread asks. */
  private interface RandomOfThread extends java.util.random.RandomGenerator {
    @Override
    long nextLong();
  }
}
