package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.Price;
import dev.caravan.sandbox.SandboxBehaviour;
import dev.caravan.sandbox.SandboxFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a models.yaml without problems into records. */
final class CatalogueReader {
  private static final int DEFAULT_CONTEXT_WINDOW = 128_000;
  private static final int DEFAULT_MAX_OUTPUT = 4096;
  private static final int DEFAULT_WEIGHT = 100;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_FIRST_TOKEN_TIMEOUT = Duration.ofSeconds(10);

  private final EnvironmentShortCuts shortCuts;
  private final Substitution substitution;

  CatalogueReader(EnvironmentShortCuts shortCuts, Substitution substitution) {
    this.shortCuts = shortCuts;
    this.substitution = substitution;
  }

  static String id(String model, String provider, String vendorModel) {
    String id = model + "@" + provider;
    return vendorModel.equals(model) ? id : id + ":" + vendorModel;
  }

  Catalogue read(JsonNode root) {
    Map<String, Provider> providers = new LinkedHashMap<>();
    root.path("providers")
        .properties()
        .forEach(
            e ->
                providers.put(
                    e.getKey(), substitution.provider(provider(e.getKey(), e.getValue()))));
    Provider sandbox =
        providers.computeIfAbsent(
            Provider.SANDBOX,
            name ->
                substitution.provider(
                    new Provider(
                        name,
                        name,
                        null,
                        List.of(),
                        true,
                        Map.of(),
                        Quirks.NONE,
                        true,
                        PoolSettings.DEFAULT)));
    boolean sandboxMode =
        providers.values().stream().noneMatch(each -> !each.isSandbox() && each.isOn());
    Map<String, Model> models = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path("models").properties()) {
      String name = entry.getKey();
      List<Deployment> configured =
          deployments(name, entry.getValue().path("deployments"), providers);
      List<Deployment> usable =
          sandboxMode
              ? List.of(
                  new Deployment(
                      id(name, sandbox.name(), name), sandbox, name, name, 100, Quirks.NONE))
              : configured.stream().filter(each -> each.provider().isOn()).toList();
      models.put(name, model(name, entry.getValue(), usable, configured.size()));
    }
    return new Catalogue(providers, models, ModelNames.of(root).aliases(), sandboxMode);
  }

  private Provider provider(String name, JsonNode node) {
    String url = shortCuts.baseUrl(name);
    if (url == null
        && node.path("base-url").isTextual()
        && !node.path("base-url").asText().isBlank()) {
      url = node.path("base-url").textValue();
    }
    Set<Secret> keys = new LinkedHashSet<>();
    Secret key = shortCuts.apiKey(name);
    if (key != null) {
      keys.add(key);
    }
    strings(node.path("api-keys")).stream()
        .map(text -> new Secret(text.strip()))
        .filter(secret -> !secret.isEmpty())
        .forEach(keys::add);
    Map<String, String> headers = new LinkedHashMap<>();
    node.path("headers").properties().forEach(e -> headers.put(e.getKey(), e.getValue().asText()));
    return new Provider(
        name,
        node.path("dialect").asText(),
        url == null ? null : BaseUrl.withoutSlash(url),
        List.copyOf(keys),
        !node.has("api-keys") && keys.isEmpty(),
        headers,
        quirks(Quirks.NONE, node.path("quirks")),
        node.path("any-model").asBoolean(),
        pool(node.path("pool")));
  }

  private static PoolSettings pool(JsonNode node) {
    PoolSettings usual = PoolSettings.DEFAULT;
    JsonNode readTimeout = node.path("read-timeout");
    return new PoolSettings(
        node.path("max-connections").asInt(usual.maxConnections()),
        duration(node.path("max-wait"), usual.maxWait()),
        duration(node.path("keep-alive"), usual.keepAlive()),
        duration(node.path("connect-timeout"), usual.connectTimeout()),
        readTimeout.isMissingNode() ? null : Units.duration(readTimeout.asText()));
  }

  /** The provider's quirks, with those of a deployment over them. */
  private static Quirks quirks(Quirks usual, JsonNode node) {
    if (node.isMissingNode()) {
      return usual;
    }
    Map<String, String> own = new LinkedHashMap<>();
    node.properties()
        .forEach(
            e ->
                own.put(
                    e.getKey(),
                    e.getValue().isArray()
                        ? String.join(",", strings(e.getValue()))
                        : e.getValue().asText()));
    return usual.with(own);
  }

  private static List<Deployment> deployments(
      String model, JsonNode nodes, Map<String, Provider> providers) {
    List<Deployment> deployments = new ArrayList<>();
    for (JsonNode node : nodes) {
      Provider provider = providers.get(node.path("provider").asText());
      if (provider != null) {
        String vendorModel = node.path("model").asText(model);
        deployments.add(
            new Deployment(
                id(model, provider.name(), vendorModel),
                provider,
                model,
                vendorModel,
                node.path("weight").asInt(DEFAULT_WEIGHT),
                quirks(provider.quirks(), node.path("quirks"))));
      }
    }
    return deployments;
  }

  private Model model(String name, JsonNode node, List<Deployment> usable, int configured) {
    int contextWindow = node.path("context-window").asInt(DEFAULT_CONTEXT_WINDOW);
    Duration timeout = duration(node.path("timeout"), DEFAULT_TIMEOUT);
    Duration firstToken = duration(node.path("first-token-timeout"), DEFAULT_FIRST_TOKEN_TIMEOUT);
    return new Model(
        name,
        Set.copyOf(strings(node.path("strengths"))),
        Set.copyOf(strings(node.path("capabilities"))),
        contextWindow,
        node.path("max-output").asInt(Math.min(DEFAULT_MAX_OUTPUT, contextWindow)),
        price(node.path("price")),
        shortCuts.timeout(timeout),
        shortCuts.firstTokenTimeout(firstToken),
        streaming(node),
        node.path("hedge").asBoolean(false),
        node.path("weight").asInt(DEFAULT_WEIGHT),
        circuitBreaker(node.path("circuit-breaker")),
        usable,
        configured,
        sandbox(node.path("sandbox")));
  }

  private static StreamLimits streaming(JsonNode node) {
    JsonNode idle = node.path("idle-timeout");
    JsonNode rate = node.path("min-token-rate");
    return new StreamLimits(
        idle.isMissingNode() ? null : Units.duration(idle.asText()),
        duration(node.path("stream-timeout"), StreamLimits.DEFAULT.timeout()),
        rate.isMissingNode()
            ? null
            : new StreamLimits.TokenRate(
                rate.path("tokens").asInt(), Units.duration(rate.path("within").asText())));
  }

  private static @Nullable Price price(JsonNode node) {
    if (node.isMissingNode()) {
      return null;
    }
    JsonNode cached = node.path("cached-input");
    JsonNode cacheWrite = node.path("cache-write");
    return new Price(
        node.path("currency").asText(),
        node.path("input").decimalValue(),
        cached.isMissingNode() ? null : cached.decimalValue(),
        cacheWrite.isMissingNode() ? null : cacheWrite.decimalValue(),
        node.path("output").decimalValue());
  }

  private static CircuitBreakerSettings circuitBreaker(JsonNode node) {
    CircuitBreakerSettings usual = CircuitBreakerSettings.DEFAULT;
    int failures = node.path("failure-threshold").asInt(usual.failureThreshold());
    JsonNode slow = node.path("slow-call");
    return new CircuitBreakerSettings(
        failures,
        duration(node.path("recovery"), usual.recovery()),
        slow.isMissingNode() ? null : Units.duration(slow.asText()),
        node.path("slow-call-threshold").asInt(failures),
        node.path("half-open-calls").asInt(usual.halfOpenCalls()));
  }

  private static SandboxBehaviour sandbox(JsonNode node) {
    SandboxBehaviour usual = SandboxBehaviour.DEFAULT;
    return new SandboxBehaviour(
        duration(node.path("first-token-latency"), usual.firstTokenLatency()),
        duration(node.path("token-interval"), usual.tokenInterval()),
        node.path("tokens").asInt(usual.tokens()),
        node.has("fault") ? SandboxFault.parse(node.path("fault").asText()) : usual.fault());
  }

  static Duration duration(JsonNode node, Duration usual) {
    return node.isMissingNode() ? usual : Units.duration(node.asText());
  }

  static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(item -> strings.add(item.asText()));
    return strings;
  }
}
