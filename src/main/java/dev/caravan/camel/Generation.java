package dev.caravan.camel;

import dev.caravan.config.Configuration;
import dev.caravan.config.Problem;
import dev.caravan.config.SourceFiles;
import dev.caravan.resilience.CircuitBreakers;
import dev.caravan.server.InFlight;
import dev.caravan.server.RequestTarget;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * One state of the operator's files, running: a Camel context of its own with its routes and its
 * router. A live edit starts the next one beside it.
 */
final class Generation implements RequestTarget {
  private final int number;
  private final SourceFiles sources;
  private final Configuration configuration;
  private final CircuitBreakers.Edition breakers;
  private final Main main;
  private final Router router;
  private final Instant since = Instant.now();
  private final InFlight inFlight = new InFlight();
  private volatile Map<String, List<Problem>> brokenTests = Map.of();

  Generation(
      int number,
      SourceFiles sources,
      Configuration configuration,
      CircuitBreakers.Edition breakers,
      Main main,
      Router router) {
    this.number = number;
    this.sources = sources;
    this.configuration = configuration;
    this.breakers = breakers;
    this.main = main;
    this.router = router;
  }

  @Override
  public InFlight inFlight() {
    return inFlight;
  }

  @Override
  public void handle(HttpServerRequest request) {
    router.handle(request);
  }

  int number() {
    return number;
  }

  SourceFiles sources() {
    return sources;
  }

  Configuration configuration() {
    return configuration;
  }

  CircuitBreakers.Edition breakers() {
    return breakers;
  }

  /** What its routing tests found, by the names of those that failed. */
  Map<String, List<Problem>> brokenTests() {
    return brokenTests;
  }

  Generation withBrokenTests(Map<String, List<Problem>> failures) {
    brokenTests = Map.copyOf(failures);
    return this;
  }

  Instant since() {
    return since;
  }

  CamelContext context() {
    return main.getCamelContext();
  }

  void stop() {
    main.stop();
  }
}
