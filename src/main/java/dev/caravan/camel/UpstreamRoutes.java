package dev.caravan.camel;

import dev.caravan.config.CircuitBreakerSettings;
import dev.caravan.config.Configuration;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.config.Provider;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.NameResolver;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;

/**
 * The upstream routes: one instance of its dialect's template for each deployment, and one for each
 * provider whose models need not be listed. Their names come from the configuration alone.
 */
final class UpstreamRoutes {
  private static final String TEMPLATE = "upstream-";

  private record Upstream(String routeName, Provider provider, CircuitBreakerSettings breaker) {}

  private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
  private final SharedState shared;

  UpstreamRoutes(Configuration configuration, SharedState shared) {
    this.shared = shared;
    Set<String> names = new LinkedHashSet<>();
    for (Model model : configuration.catalogue().models().values()) {
      for (Deployment deployment : model.deployments()) {
        add(names, deployment.id(), deployment.provider(), model.circuitBreaker());
      }
    }
    for (Provider provider : configuration.catalogue().providers().values()) {
      if (provider.anyModel() && provider.isOn()) {
        add(names, NameResolver.anyModelId(provider), provider, CircuitBreakerSettings.DEFAULT);
      }
    }
  }

  private void add(
      Set<String> names, String id, Provider provider, CircuitBreakerSettings breaker) {
    String base = id.replaceAll("[^A-Za-z0-9._-]+", "-");
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "-" + i;
    }
    upstreams.put(id, new Upstream(name, provider, breaker));
  }

  /** Name of the route that calls this candidate. */
  String nameOf(Candidate candidate) {
    Upstream upstream = upstreams.get(candidate.deployment().id());
    if (upstream == null) {
      throw new IllegalStateException("no route for " + candidate.deployment().id());
    }
    return upstream.routeName();
  }

  void addTo(CamelContext context) throws Exception {
    for (Map.Entry<String, Upstream> entry : upstreams.entrySet()) {
      Upstream upstream = entry.getValue();
      String breaker = "breaker-" + upstream.routeName();
      context
          .getRegistry()
          .bind(breaker, shared.breakers().get(entry.getKey(), upstream.breaker()));
      TemplatedRouteBuilder.builder(context, TEMPLATE + upstream.provider().wireFormat())
          .routeId("upstream-" + upstream.routeName())
          .prefixId(upstream.routeName() + "-")
          .parameter("name", upstream.routeName())
          .parameter("url", baseUrl(upstream.provider()))
          .parameter("breaker", breaker)
          .add();
    }
  }

  private String baseUrl(Provider provider) {
    String url = provider.isSandbox() ? shared.sandboxUrl() : provider.baseUrl();
    if (url == null) {
      throw new IllegalStateException("provider " + provider.name() + " has no base-url");
    }
    return url;
  }
}
