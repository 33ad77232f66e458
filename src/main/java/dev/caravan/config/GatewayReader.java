package dev.caravan.config;

import static dev.caravan.config.CatalogueReader.duration;
import static dev.caravan.config.CatalogueReader.strings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.GatewaySettings.AccessLog;
import dev.caravan.config.GatewaySettings.Bounds;
import dev.caravan.config.GatewaySettings.Cache;
import dev.caravan.config.GatewaySettings.Clients;
import dev.caravan.config.GatewaySettings.Cors;
import dev.caravan.config.GatewaySettings.FetchImages;
import dev.caravan.config.GatewaySettings.Health;
import dev.caravan.config.GatewaySettings.Hedging;
import dev.caravan.config.GatewaySettings.Limits;
import dev.caravan.config.GatewaySettings.Routing;
import dev.caravan.config.GatewaySettings.Shadows;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns a gateway.yaml without problems into records, filling in what it does not say. */
final class GatewayReader {
  static final long DEFAULT_MAX_REQUEST_BYTES = 20 << 20;

  private static final long MB = 1 << 20;

  private final ModelNames names;
  private final EnvironmentShortCuts shortCuts;

  GatewayReader(ModelNames names, EnvironmentShortCuts shortCuts) {
    this.names = names;
    this.shortCuts = shortCuts;
  }

  GatewaySettings read(JsonNode root) {
    JsonNode cache = root.path("cache");
    Routing routing = shortCuts.over(new RoutingReader(names).read(root.path("routing")));
    return new GatewaySettings(
        routing,
        retries(root.path("retries"), RetrySettings.usual(routing.retries())),
        new Hedging(root.path("hedging").path("max-percent").asInt(5)),
        shadows(root.path("shadows")),
        unsupportedParameters(root.path("unsupported-parameters")),
        new Cache(
            bounds(cache.path("exact"), Duration.ofMinutes(10)),
            bounds(cache.path("idempotency"), Duration.ofHours(1))),
        limits(root.path("limits")),
        health(root.path("health")),
        overload(root.path("overload"), limits(root.path("limits"))),
        clients(root.path("clients")),
        fetchImages(root.path("fetch-images")),
        new Cors(strings(root.path("cors").path("allowed-origins"))),
        accessLog(root.path("access-log")));
  }

  private static Shadows shadows(JsonNode node) {
    return new Shadows(
        node.path("max-open").asInt(20),
        bytes(node.path("max-request-bytes"), MB),
        duration(node.path("deadline"), Duration.ofSeconds(30)));
  }

  private static RetrySettings retries(JsonNode node, RetrySettings usual) {
    return new RetrySettings(
        retry(node.path("rate-limit"), usual.rateLimit()),
        retry(node.path("overloaded"), usual.overloaded()),
        retry(node.path("server"), usual.server()),
        retry(node.path("network"), usual.network()),
        retry(node.path("timeout"), usual.timeout()),
        duration(node.path("key-rest"), usual.keyRest()));
  }

  private static RetrySettings.Rule retry(JsonNode node, RetrySettings.Rule usual) {
    return new RetrySettings.Rule(
        node.path("times").asInt(usual.times()),
        duration(node.path("pause"), usual.pause()),
        RetrySettings.Backoff.valueOf(constant(node.path("backoff"), usual.backoff().name())));
  }

  private static Map<String, String> unsupportedParameters(JsonNode node) {
    Map<String, String> policies = new LinkedHashMap<>();
    node.properties().forEach(e -> policies.put(e.getKey(), e.getValue().asText()));
    return policies;
  }

  private static Bounds bounds(JsonNode node, Duration ttl) {
    return new Bounds(
        node.path("enabled").asBoolean(true),
        duration(node.path("ttl"), ttl),
        node.path("max-entries").asLong(10_000),
        bytes(node.path("max-bytes"), 64 * MB),
        (int) bytes(node.path("max-entry-bytes"), MB));
  }

  private static Limits limits(JsonNode node) {
    return new Limits(
        bytes(node.path("max-request-bytes"), DEFAULT_MAX_REQUEST_BYTES),
        (int) bytes(node.path("max-answer-bytes"), 32 * MB),
        (int) bytes(node.path("max-event-bytes"), 8 * MB),
        duration(node.path("idle-timeout"), Duration.ofSeconds(60)),
        duration(node.path("slow-client-timeout"), Duration.ofSeconds(60)));
  }

  private static Health health(JsonNode node) {
    return new Health(
        Health.Probes.valueOf(constant(node.path("probes"), "none")),
        duration(node.path("every"), Duration.ofSeconds(2)),
        duration(node.path("idle-after"), Duration.ofSeconds(60)),
        duration(node.path("timeout"), Duration.ofSeconds(10)),
        node.path("min-headroom").asInt(5));
  }

  private static OverloadSettings overload(JsonNode node, Limits limits) {
    JsonNode queue = node.path("queue");
    long eighth = Runtime.getRuntime().maxMemory() / 8;
    return new OverloadSettings(
        node.path("max-open-calls").asInt(5_000),
        bytes(node.path("max-open-bytes"), Math.max(eighth, limits.maxRequestBytes())),
        duration(node.path("start-delay"), Duration.ofMillis(20)),
        queue.path("size").asInt(5_000),
        duration(queue.path("max-wait"), Duration.ofSeconds(1)));
  }

  private Clients clients(JsonNode node) {
    Set<String> allowed = new LinkedHashSet<>();
    strings(node.path("allowed-models")).forEach(name -> allowed.add(names.known(name)));
    return new Clients(allowed);
  }

  private static FetchImages fetchImages(JsonNode node) {
    return new FetchImages(
        node.path("enabled").asBoolean(false),
        strings(node.path("allowed-hosts")),
        (int) bytes(node.path("max-bytes"), 10 * MB),
        duration(node.path("timeout"), Duration.ofSeconds(5)),
        node.path("max-redirects").asInt(3),
        node.path("max-files").asInt(16));
  }

  private static AccessLog accessLog(JsonNode node) {
    return new AccessLog(
        node.path("enabled").asBoolean(true),
        AccessLog.Format.valueOf(constant(node.path("format"), "text")));
  }

  static long bytes(JsonNode node, long usual) {
    return node.isMissingNode() ? usual : Units.bytes(node);
  }

  static String constant(JsonNode node, String usual) {
    return node.asText(usual).toUpperCase(Locale.ROOT);
  }
}
