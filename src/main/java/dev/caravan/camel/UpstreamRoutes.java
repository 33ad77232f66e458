package dev.caravan.camel;

import dev.caravan.config.Catalogue;
import dev.caravan.config.CircuitBreakerSettings;
import dev.caravan.config.Configuration;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings.Health.Probes;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.config.Provider;
import dev.caravan.dialect.EmbeddingDialects;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.CircuitBreakers;
import dev.caravan.routing.NameResolver;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;

/**
 * The upstream routes: one instance of its dialect's template for each deployment of a model that
 * chats, one of the template {@code upstream-embeddings} for each of a model that makes embeddings,
 * and both for each provider whose models need not be listed. Where probes are on, each provider
 * has one more, without a breaker. Their names come from the configuration alone.
 */
final class UpstreamRoutes {
  private static final String TEMPLATE = "upstream-";

  private static final String EMBEDDINGS = "embeddings";

  private static final String PROBE = "probe-";

  private static final String PROBE_BREAKER = "probe-breaker";

  private record Key(Operation operation, String deployment) {}

  private record Upstream(String name, String template, Provider provider) {
    String address() {
      return TEMPLATE + name;
    }
  }

  private final Map<Key, Upstream> upstreams = new LinkedHashMap<>();
  private final Map<String, Upstream> probes = new LinkedHashMap<>();
  private final CircuitBreakers.Edition breakers;
  private final SharedState shared;

  UpstreamRoutes(Configuration configuration, SharedState shared) {
    this.shared = shared;
    Set<String> names = new LinkedHashSet<>();
    Map<String, CircuitBreakerSettings> settings = new LinkedHashMap<>();
    for (Model model : configuration.catalogue().models().values()) {
      for (Deployment deployment : model.deployments()) {
        settings.put(deployment.id(), model.circuitBreaker());
        for (Operation operation : Operation.values()) {
          if (model.answers(operation)) {
            add(names, operation, deployment.id(), deployment.provider());
          }
        }
      }
    }
    for (Provider provider : configuration.catalogue().providers().values()) {
      if (provider.anyModel() && provider.isOn()) {
        String id = NameResolver.anyModelId(provider);
        settings.put(id, CircuitBreakerSettings.DEFAULT);
        for (Operation operation : Operation.values()) {
          add(names, operation, id, provider);
        }
      }
    }
    breakers = shared.deployments().breakers().prepare(settings);
    if (configuration.gateway().health().probes() != Probes.NONE) {
      addProbes(names, configuration.catalogue());
    }
  }

  /** One for each vendor that has a model which chats: the rest of a probe is the call's. */
  private void addProbes(Set<String> names, Catalogue catalogue) {
    for (Model model : catalogue.models().values()) {
      for (Deployment deployment : model.deployments()) {
        Provider provider = deployment.provider();
        if (model.answers(Operation.CHAT) && !probes.containsKey(provider.name())) {
          probes.put(
              provider.name(),
              new Upstream(
                  unique(names, PROBE + plain(provider.name())),
                  TEMPLATE + provider.wireFormat(),
                  provider));
        }
      }
    }
  }

  private void add(Set<String> names, Operation operation, String id, Provider provider) {
    boolean embeds = operation == Operation.EMBEDDINGS;
    if (embeds && EmbeddingDialects.find(provider.wireFormat()) == null) {
      return;
    }
    String template = TEMPLATE + (embeds ? EMBEDDINGS : provider.wireFormat());
    String name = unique(names, (embeds ? EMBEDDINGS + "-" : "") + plain(id));
    upstreams.put(new Key(operation, id), new Upstream(name, template, provider));
  }

  private static String plain(String id) {
    return id.replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  private static String unique(Set<String> names, String base) {
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  /** Whether a route has this id because it asks a vendor. */
  static boolean isOne(String routeId) {
    return routeId.startsWith(TEMPLATE) || routeId.startsWith(PROBE);
  }

  /** The breakers of all its deployments. */
  CircuitBreakers.Edition breakers() {
    return breakers;
  }

  /**
   * {@code direct:} address of the route that takes probes past the breakers of a provider's
   * deployments.
   */
  String probeOf(Provider provider) {
    Upstream upstream = probes.get(provider.name());
    if (upstream == null) {
      throw new IllegalStateException("no route for probes of " + provider.name());
    }
    return upstream.address();
  }

  /** Name and {@code direct:} address of the route that asks this candidate for that. */
  String routeOf(Operation operation, Candidate candidate) {
    Upstream upstream = upstreams.get(new Key(operation, candidate.deployment().id()));
    if (upstream == null) {
      throw new IllegalStateException("no route for " + candidate.deployment().id());
    }
    return upstream.address();
  }

  void addTo(CamelContext context) throws Exception {
    for (Map.Entry<Key, Upstream> entry : upstreams.entrySet()) {
      Upstream upstream = entry.getValue();
      String breaker = "breaker-" + upstream.name();
      context.getRegistry().bind(breaker, breakers.get(entry.getKey().deployment()));
      add(context, upstream, upstream.address(), breaker);
    }
    if (!probes.isEmpty()) {
      CircuitBreaker always = CircuitBreaker.ofDefaults(PROBE_BREAKER);
      always.transitionToDisabledState();
      context.getRegistry().bind(PROBE_BREAKER, always);
      for (Upstream upstream : probes.values()) {
        // Not named like the others, whose timers are about clients' calls.
        add(context, upstream, upstream.name(), PROBE_BREAKER);
      }
    }
  }

  private void add(CamelContext context, Upstream upstream, String routeId, String breaker)
      throws Exception {
    TemplatedRouteBuilder.builder(context, upstream.template())
        .routeId(routeId)
        .prefixId(upstream.name() + "-")
        .parameter("name", upstream.name())
        .parameter("url", baseUrl(upstream.provider()))
        .parameter("breaker", breaker)
        .add();
  }

  private String baseUrl(Provider provider) {
    String url = provider.isSandbox() ? shared.sandboxUrl() : provider.baseUrl();
    if (url == null) {
      throw new IllegalStateException("provider " + provider.name() + " has no base-url");
    }
    return url;
  }
}
