package dev.caravan.camel;

import dev.caravan.config.CircuitBreakerSettings;
import dev.caravan.config.Configuration;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.config.Provider;
import dev.caravan.dialect.EmbeddingDialects;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.NameResolver;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;

/**
 * The upstream routes: one instance of its dialect's template for each deployment of a model that
 * chats, one of the template {@code upstream-embeddings} for each of a model that makes embeddings,
 * and both for each provider whose models need not be listed. Their names come from the
 * configuration alone.
 */
final class UpstreamRoutes {
  private static final String TEMPLATE = "upstream-";

  private static final String EMBEDDINGS = "embeddings";

  private record Key(Operation operation, String deployment) {}

  private record Upstream(
      String routeName, String template, Provider provider, CircuitBreakerSettings breaker) {
    String shortName() {
      return routeName.substring(TEMPLATE.length());
    }
  }

  private final Map<Key, Upstream> upstreams = new LinkedHashMap<>();
  private final SharedState shared;

  UpstreamRoutes(Configuration configuration, SharedState shared) {
    this.shared = shared;
    Set<String> names = new LinkedHashSet<>();
    for (Model model : configuration.catalogue().models().values()) {
      for (Deployment deployment : model.deployments()) {
        for (Operation operation : Operation.values()) {
          if (model.answers(operation)) {
            add(names, operation, deployment.id(), deployment.provider(), model.circuitBreaker());
          }
        }
      }
    }
    for (Provider provider : configuration.catalogue().providers().values()) {
      if (provider.anyModel() && provider.isOn()) {
        for (Operation operation : Operation.values()) {
          String id = NameResolver.anyModelId(provider);
          add(names, operation, id, provider, CircuitBreakerSettings.DEFAULT);
        }
      }
    }
  }

  private void add(
      Set<String> names,
      Operation operation,
      String id,
      Provider provider,
      CircuitBreakerSettings breaker) {
    boolean embeds = operation == Operation.EMBEDDINGS;
    if (embeds && EmbeddingDialects.find(provider.wireFormat()) == null) {
      return;
    }
    String template = TEMPLATE + (embeds ? EMBEDDINGS : provider.wireFormat());
    String base = (embeds ? EMBEDDINGS + "-" : "") + id.replaceAll("[^A-Za-z0-9._-]+", "-");
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "-" + i;
    }
    upstreams.put(
        new Key(operation, id), new Upstream(TEMPLATE + name, template, provider, breaker));
  }

  /** Name and {@code direct:} address of the route that asks this candidate for that. */
  String routeOf(Operation operation, Candidate candidate) {
    Upstream upstream = upstreams.get(new Key(operation, candidate.deployment().id()));
    if (upstream == null) {
      throw new IllegalStateException("no route for " + candidate.deployment().id());
    }
    return upstream.routeName();
  }

  void addTo(CamelContext context) throws Exception {
    for (Map.Entry<Key, Upstream> entry : upstreams.entrySet()) {
      Upstream upstream = entry.getValue();
      String name = upstream.shortName();
      String breaker = "breaker-" + name;
      context
          .getRegistry()
          .bind(breaker, shared.breakers().get(entry.getKey().deployment(), upstream.breaker()));
      TemplatedRouteBuilder.builder(context, upstream.template())
          .routeId(upstream.routeName())
          .prefixId(name + "-")
          .parameter("name", name)
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
