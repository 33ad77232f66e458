package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the schemas allow, the records hold and the reference explains. */
class SchemaAgreementTest {
  private static final String BASE =
      """
      providers:
        p: {dialect: openai, base-url: http://h/v1}
        q: {dialect: openai, base-url: http://h/v1}
      models:
        m:
          deployments: [{provider: p}]
          price: {currency: USD, input: 2, output: 2}
        n:
          deployments: [{provider: p}]
      """;

  /** A change to {@link #BASE} or an empty gateway.yaml for every key that holds a value. */
  private static final Map<String, String> CHANGES =
      Map.ofEntries(
          Map.entry("providers.*.dialect", "dialect: openai, base->dialect: sandbox, base"),
          Map.entry("providers.*.base-url", "//h/v1}->//other/v1}"),
          Map.entry("providers.*.api-keys", "//h/v1}->//h/v1, api-keys: [k]}"),
          Map.entry("providers.*.headers", "//h/v1}->//h/v1, headers: {X-A: b}}"),
          Map.entry("providers.*.any-model", "//h/v1}->//h/v1, any-model: true}"),
          Map.entry(
              "providers.*.pool.max-connections", "//h/v1}->//h/v1, pool: {max-connections: 7}}"),
          Map.entry("providers.*.pool.max-wait", "//h/v1}->//h/v1, pool: {max-wait: 0ms}}"),
          Map.entry("providers.*.pool.keep-alive", "//h/v1}->//h/v1, pool: {keep-alive: 1m}}"),
          Map.entry(
              "providers.*.pool.connect-timeout", "//h/v1}->//h/v1, pool: {connect-timeout: 1s}}"),
          Map.entry("providers.*.pool.read-timeout", "//h/v1}->//h/v1, pool: {read-timeout: 9s}}"),
          Map.entry(
              "providers.*.quirks.max-tokens",
              "//h/v1}->//h/v1, quirks: {max-tokens: max_tokens}}"),
          Map.entry(
              "models.*.deployments[].quirks.max-tokens",
              "{provider: p}->{provider: p, quirks: {max-tokens: max_tokens}}"),
          Map.entry(
              "providers.*.quirks.continuation",
              "//h/v1}->//h/v1, quirks: {continuation: partial}}"),
          Map.entry(
              "models.*.deployments[].quirks.continuation",
              "{provider: p}->{provider: p, quirks: {continuation: prefix}}"),
          Map.entry(
              "providers.*.quirks.stream-usage",
              "//h/v1}->//h/v1, quirks: {stream-usage: always}}"),
          Map.entry(
              "models.*.deployments[].quirks.stream-usage",
              "{provider: p}->{provider: p, quirks: {stream-usage: always}}"),
          Map.entry(
              "providers.*.quirks.tool-choice-required",
              "//h/v1}->//h/v1, quirks: {tool-choice-required: any}}"),
          Map.entry(
              "models.*.deployments[].quirks.tool-choice-required",
              "{provider: p}->{provider: p, quirks: {tool-choice-required: any}}"),
          Map.entry(
              "providers.*.quirks.tool-ids",
              "//h/v1}->//h/v1, quirks: {tool-ids: nine-alphanumeric}}"),
          Map.entry(
              "models.*.deployments[].quirks.tool-ids",
              "{provider: p}->{provider: p, quirks: {tool-ids: nine-alphanumeric}}"),
          Map.entry("providers.*.quirks.seed", "//h/v1}->//h/v1, quirks: {seed: random_seed}}"),
          Map.entry(
              "models.*.deployments[].quirks.seed",
              "{provider: p}->{provider: p, quirks: {seed: random_seed}}"),
          Map.entry(
              "providers.*.quirks.developer-role",
              "//h/v1}->//h/v1, quirks: {developer-role: system}}"),
          Map.entry(
              "models.*.deployments[].quirks.developer-role",
              "{provider: p}->{provider: p, quirks: {developer-role: system}}"),
          Map.entry(
              "providers.*.quirks.temperature", "//h/v1}->//h/v1, quirks: {temperature: fixed}}"),
          Map.entry(
              "models.*.deployments[].quirks.temperature",
              "{provider: p}->{provider: p, quirks: {temperature: fixed}}"),
          Map.entry("providers.*.quirks.top-p", "//h/v1}->//h/v1, quirks: {top-p: fixed}}"),
          Map.entry(
              "models.*.deployments[].quirks.top-p",
              "{provider: p}->{provider: p, quirks: {top-p: fixed}}"),
          Map.entry(
              "providers.*.quirks.reasoning-field",
              "//h/v1}->//h/v1, quirks: {reasoning-field: reasoning}}"),
          Map.entry(
              "models.*.deployments[].quirks.reasoning-field",
              "{provider: p}->{provider: p, quirks: {reasoning-field: reasoning}}"),
          Map.entry(
              "providers.*.quirks.reasoning-input",
              "//h/v1}->//h/v1, quirks: {reasoning-input: none}}"),
          Map.entry(
              "models.*.deployments[].quirks.reasoning-input",
              "{provider: p}->{provider: p, quirks: {reasoning-input: none}}"),
          Map.entry(
              "providers.*.quirks.reasoning-details",
              "//h/v1}->//h/v1, quirks: {reasoning-details: keep}}"),
          Map.entry(
              "models.*.deployments[].quirks.reasoning-details",
              "{provider: p}->{provider: p, quirks: {reasoning-details: keep}}"),
          Map.entry(
              "providers.*.quirks.unsupported", "//h/v1}->//h/v1, quirks: {unsupported: [n]}}"),
          Map.entry(
              "models.*.deployments[].quirks.unsupported",
              "{provider: p}->{provider: p, quirks: {unsupported: [n]}}"),
          Map.entry(
              "providers.*.quirks.api-version",
              "//h/v1}->//h/v1, quirks: {api-version: 2024-10-21}}"),
          Map.entry(
              "models.*.deployments[].quirks.api-version",
              "{provider: p}->{provider: p, quirks: {api-version: 2024-10-21}}"),
          Map.entry(
              "providers.*.quirks.encrypted-reasoning",
              "//h/v1}->//h/v1, quirks: {encrypted-reasoning: never}}"),
          Map.entry(
              "models.*.deployments[].quirks.encrypted-reasoning",
              "{provider: p}->{provider: p, quirks: {encrypted-reasoning: never}}"),
          Map.entry("providers.*.quirks.max-inputs", "//h/v1}->//h/v1, quirks: {max-inputs: 10}}"),
          Map.entry(
              "models.*.deployments[].quirks.max-inputs",
              "{provider: p}->{provider: p, quirks: {max-inputs: 10}}"),
          Map.entry(
              "providers.*.quirks.embeddings-api",
              "//h/v1}->//h/v1, quirks: {embeddings-api: predict}}"),
          Map.entry(
              "models.*.deployments[].quirks.embeddings-api",
              "{provider: p}->{provider: p, quirks: {embeddings-api: predict}}"),
          Map.entry("providers.*.quirks.auth", "//h/v1}->//h/v1, quirks: {auth: bearer}}"),
          Map.entry(
              "models.*.deployments[].quirks.auth",
              "{provider: p}->{provider: p, quirks: {auth: bearer}}"),
          Map.entry("unsupported-parameters.*", "unsupported-parameters: {seed: drop}"),
          Map.entry("models.*.strengths", "  m:->  m:\n    strengths: [coding]"),
          Map.entry("models.*.capabilities", "  m:->  m:\n    capabilities: [vision]"),
          Map.entry("models.*.context-window", "  m:->  m:\n    context-window: 9000"),
          Map.entry("models.*.max-output", "  m:->  m:\n    max-output: 9000"),
          Map.entry("models.*.price.currency", "USD->CNY"),
          Map.entry("models.*.price.input", "input: 2->input: 3"),
          Map.entry("models.*.price.cached-input", "input: 2->input: 2, cached-input: 1"),
          Map.entry("models.*.price.cache-write", "input: 2->input: 2, cache-write: 3"),
          Map.entry("models.*.price.output", "output: 2->output: 3"),
          Map.entry("models.*.timeout", "  m:->  m:\n    timeout: 1h"),
          Map.entry("models.*.first-token-timeout", "  m:->  m:\n    first-token-timeout: 1ms"),
          Map.entry("models.*.idle-timeout", "  m:->  m:\n    idle-timeout: 1s"),
          Map.entry("models.*.stream-timeout", "  m:->  m:\n    stream-timeout: 1s"),
          Map.entry(
              "models.*.min-token-rate.tokens",
              "  m:->  m:\n    min-token-rate: {tokens: 5, within: 1s}"),
          Map.entry(
              "models.*.min-token-rate.within",
              "  m:->  m:\n    min-token-rate: {tokens: 5, within: 1s}"),
          Map.entry("models.*.hedge", "  m:->  m:\n    hedge: true"),
          Map.entry("hedging.max-percent", "hedging: {max-percent: 6}"),
          Map.entry("shadows.max-open", "shadows: {max-open: 0}"),
          Map.entry("shadows.max-request-bytes", "shadows: {max-request-bytes: 1KB}"),
          Map.entry("shadows.deadline", "shadows: {deadline: 1s}"),
          Map.entry("models.*.weight", "  m:->  m:\n    weight: 1"),
          Map.entry(
              "models.*.circuit-breaker.failure-threshold",
              "  m:->  m:\n    circuit-breaker: {failure-threshold: 9}"),
          Map.entry(
              "models.*.circuit-breaker.recovery",
              "  m:->  m:\n    circuit-breaker: {recovery: 9m}"),
          Map.entry(
              "models.*.circuit-breaker.slow-call",
              "  m:->  m:\n    circuit-breaker: {slow-call: 20s}"),
          Map.entry(
              "models.*.circuit-breaker.slow-call-threshold",
              "  m:->  m:\n    circuit-breaker: {slow-call: 20s, slow-call-threshold: 3}"),
          Map.entry(
              "models.*.circuit-breaker.half-open-calls",
              "  m:->  m:\n    circuit-breaker: {half-open-calls: 3}"),
          Map.entry("models.*.deployments[].provider", "[{provider: p}]->[{provider: q}]"),
          Map.entry("models.*.deployments[].model", "{provider: p}->{provider: p, model: x}"),
          Map.entry("models.*.deployments[].weight", "{provider: p}->{provider: p, weight: 1}"),
          Map.entry(
              "models.*.sandbox.first-token-latency",
              "  m:->  m:\n    sandbox: {first-token-latency: 0ms}"),
          Map.entry(
              "models.*.sandbox.token-interval", "  m:->  m:\n    sandbox: {token-interval: 1s}"),
          Map.entry("models.*.sandbox.tokens", "  m:->  m:\n    sandbox: {tokens: 7}"),
          Map.entry("models.*.sandbox.fault", "  m:->  m:\n    sandbox: {fault: 'cut:5'}"),
          Map.entry("aliases.*", "models:->aliases: {x: m}\nmodels:"),
          Map.entry("routing.default-model", "routing: {default-model: n}"),
          Map.entry("routing.priority", "routing: {priority: cost}"),
          Map.entry("routing.fallback-chain", "routing: {fallback-chain: [m, n]}"),
          Map.entry("routing.max-fallbacks", "routing: {max-fallbacks: 5}"),
          Map.entry("routing.retries", "routing: {retries: 3}"),
          Map.entry("routing.content-policy-fallback", "routing: {content-policy-fallback: n}"),
          Map.entry("retries.rate-limit.times", "retries: {rate-limit: {times: 7}}"),
          Map.entry("retries.rate-limit.pause", "retries: {rate-limit: {pause: 7s}}"),
          Map.entry("retries.rate-limit.backoff", "retries: {rate-limit: {backoff: exponential}}"),
          Map.entry("retries.overloaded.times", "retries: {overloaded: {times: 7}}"),
          Map.entry("retries.overloaded.pause", "retries: {overloaded: {pause: 7s}}"),
          Map.entry("retries.overloaded.backoff", "retries: {overloaded: {backoff: exponential}}"),
          Map.entry("retries.server.times", "retries: {server: {times: 7}}"),
          Map.entry("retries.server.pause", "retries: {server: {pause: 7s}}"),
          Map.entry("retries.server.backoff", "retries: {server: {backoff: fixed}}"),
          Map.entry("retries.network.times", "retries: {network: {times: 7}}"),
          Map.entry("retries.network.pause", "retries: {network: {pause: 7s}}"),
          Map.entry("retries.network.backoff", "retries: {network: {backoff: fixed}}"),
          Map.entry("retries.timeout.times", "retries: {timeout: {times: 7}}"),
          Map.entry("retries.timeout.pause", "retries: {timeout: {pause: 7s}}"),
          Map.entry("retries.timeout.backoff", "retries: {timeout: {backoff: exponential}}"),
          Map.entry("retries.key-rest", "retries: {key-rest: 9s}"),
          Map.entry("routing.scoring.easy.cost", "routing: {scoring: {easy: {cost: 1}}}"),
          Map.entry("routing.scoring.easy.speed", "routing: {scoring: {easy: {speed: 1}}}"),
          Map.entry("routing.scoring.easy.quality", "routing: {scoring: {easy: {quality: 1}}}"),
          Map.entry("routing.scoring.hard.cost", "routing: {scoring: {hard: {cost: 1}}}"),
          Map.entry("routing.scoring.hard.speed", "routing: {scoring: {hard: {speed: 1}}}"),
          Map.entry("routing.scoring.hard.quality", "routing: {scoring: {hard: {quality: 1}}}"),
          Map.entry("routing.scoring.usual-time", "routing: {scoring: {usual-time: 1s}}"),
          Map.entry("routing.scoring.near-equal", "routing: {scoring: {near-equal: 0}}"),
          Map.entry("routing.scoring.sticky", "routing: {scoring: {sticky: true}}"),
          Map.entry("routing.scoring.sticky-ttl", "routing: {scoring: {sticky-ttl: 1m}}"),
          Map.entry(
              "routing.scoring.sticky-tolerance", "routing: {scoring: {sticky-tolerance: 1}}"),
          Map.entry("routing.currency.base", "routing: {currency: {base: EUR, rates: {USD: 1.1}}}"),
          Map.entry("routing.currency.rates.*", "routing: {currency: {rates: {CNY: 0.2}}}"),
          Map.entry(
              "routing.escalation.max-held-bytes", "routing: {escalation: {max-held-bytes: 1KB}}"),
          Map.entry(
              "routing.escalation.min-confidence", "routing: {escalation: {min-confidence: 0}}"),
          Map.entry("routing.escalation.refusals", "routing: {escalation: {refusals: []}}"),
          Map.entry("routing.escalation.unsure", "routing: {escalation: {unsure: [也许]}}"),
          Map.entry("routing.tasks.*.models", "routing: {tasks: {coding: {models: [n]}}}"),
          Map.entry("routing.tasks.*.priority", "routing: {tasks: {coding: {priority: cost}}}"),
          Map.entry("clients.allowed-models", "clients: {allowed-models: [n]}"),
          Map.entry("routing.deadline", "routing: {deadline: 2m}"),
          Map.entry("routing.max-cost-per-call", "routing: {max-cost-per-call: 0.05}"),
          Map.entry("routing.unknown-model", "routing: {unknown-model: default}"),
          Map.entry("routing.mid-stream", "routing: {mid-stream: resume}"),
          Map.entry("routing.degraded-reply", "routing: {degraded-reply: sorry}"),
          Map.entry("cache.exact.enabled", "cache: {exact: {enabled: false}}"),
          Map.entry("cache.exact.ttl", "cache: {exact: {ttl: 1m}}"),
          Map.entry("cache.exact.max-entries", "cache: {exact: {max-entries: 1}}"),
          Map.entry("cache.exact.max-bytes", "cache: {exact: {max-bytes: 1KB}}"),
          Map.entry("cache.exact.max-entry-bytes", "cache: {exact: {max-entry-bytes: 9}}"),
          Map.entry("cache.idempotency.enabled", "cache: {idempotency: {enabled: false}}"),
          Map.entry("cache.idempotency.ttl", "cache: {idempotency: {ttl: 1m}}"),
          Map.entry("cache.idempotency.max-entries", "cache: {idempotency: {max-entries: 1}}"),
          Map.entry("cache.idempotency.max-bytes", "cache: {idempotency: {max-bytes: 1KB}}"),
          Map.entry(
              "cache.idempotency.max-entry-bytes", "cache: {idempotency: {max-entry-bytes: 9}}"),
          Map.entry("limits.max-request-bytes", "limits: {max-request-bytes: 1GB}"),
          Map.entry("limits.max-answer-bytes", "limits: {max-answer-bytes: 1MB}"),
          Map.entry("limits.max-event-bytes", "limits: {max-event-bytes: 500KB}"),
          Map.entry("limits.idle-timeout", "limits: {idle-timeout: 1s}"),
          Map.entry("limits.slow-client-timeout", "limits: {slow-client-timeout: 1s}"),
          Map.entry("health.probes", "health: {probes: idle}"),
          Map.entry("health.every", "health: {every: 1s}"),
          Map.entry("health.idle-after", "health: {idle-after: 1s}"),
          Map.entry("health.timeout", "health: {timeout: 1s}"),
          Map.entry("health.min-headroom", "health: {min-headroom: 0}"),
          Map.entry("overload.max-open-calls", "overload: {max-open-calls: 7}"),
          Map.entry("overload.max-open-bytes", "overload: {max-open-bytes: 999MB}"),
          Map.entry("overload.start-delay", "overload: {start-delay: 1s}"),
          Map.entry("overload.queue.size", "overload: {queue: {size: 0}}"),
          Map.entry("overload.queue.max-wait", "overload: {queue: {max-wait: 2s}}"),
          Map.entry("fetch-images.enabled", "fetch-images: {enabled: true, allowed-hosts: ['*']}"),
          Map.entry("fetch-images.allowed-hosts", "fetch-images: {allowed-hosts: [h.example]}"),
          Map.entry("fetch-images.max-bytes", "fetch-images: {max-bytes: 1MB}"),
          Map.entry("fetch-images.timeout", "fetch-images: {timeout: 1s}"),
          Map.entry("fetch-images.max-redirects", "fetch-images: {max-redirects: 0}"),
          Map.entry("fetch-images.max-files", "fetch-images: {max-files: 1}"),
          Map.entry("cors.allowed-origins", "cors: {allowed-origins: ['*']}"),
          Map.entry("access-log.enabled", "access-log: {enabled: false}"),
          Map.entry("access-log.format", "access-log: {format: json}"));

  /** A signals.yaml that says one thing otherwise than the shipped one, for every key. */
  private static final Map<String, String> SIGNALS =
      Map.ofEntries(
          Map.entry("reading.first-characters", "reading: {first-characters: 500}"),
          Map.entry("reading.last-characters", "reading: {last-characters: 0}"),
          Map.entry("reading.opening-columns", "reading: {opening-columns: 7}"),
          Map.entry("reading.places.opening", "reading: {places: {opening: 0.9}}"),
          Map.entry("reading.places.closing", "reading: {places: {closing: 0.9}}"),
          Map.entry("reading.places.middle", "reading: {places: {middle: 0.9}}"),
          Map.entry("reading.places.data", "reading: {places: {data: 0.9}}"),
          Map.entry("reading.places.quote", "reading: {places: {quote: 0.9}}"),
          Map.entry("reading.places.title", "reading: {places: {title: 0.9}}"),
          Map.entry("reading.places.code", "reading: {places: {code: 0.9}}"),
          Map.entry("reading.places.system", "reading: {places: {system: 0.9}}"),
          Map.entry("lists.*.words", "lists: {legal: {words: [lawsuit, 合同]}}"),
          Map.entry("lists.*.masks", "lists: {smalltalk: {words: [hi], masks: true}}"),
          Map.entry("lists.*.patterns", "lists: {ticket: {patterns: ['[A-Z]+-[0-9]+']}}"),
          Map.entry("deciding.threshold", "deciding: {threshold: 7}"),
          Map.entry("deciding.otherwise", "deciding: {otherwise: coding}"),
          Map.entry("tasks.*.strengths.*", "tasks: {legal: {strengths: {chinese: 1}}}"),
          Map.entry("tasks.*.parts", "tasks: {legal: {parts: [file]}}"),
          Map.entry("tasks.*.min-tokens", "tasks: {legal: {min-tokens: 7}}"),
          Map.entry("tasks.*.evidence.*", "tasks: {legal: {evidence: {number: 1}}}"),
          Map.entry("tasks.*.difficulty", "tasks: {legal: {difficulty: 1}}"),
          Map.entry("tasks.*.usual-output", "tasks: {legal: {usual-output: 7}}"),
          Map.entry("difficulty.evidence.*", "difficulty: {evidence: {number: 1}}"),
          Map.entry("difficulty.length", "difficulty: {length: 1}"),
          Map.entry("difficulty.full-length", "difficulty: {full-length: 7}"));

  /** Accepted, and without an effect until there is a semantic cache. */
  private static final String NOT_YET = "cache.semantic.enabled";

  @Test
  void everyKeyOfTheSchemasChangesTheConfiguration() {
    Configuration base = Loading.valid(BASE, null, Map.of());
    CHANGES.forEach(
        (key, change) -> {
          String[] fromTo = change.split("->", 2);
          Configuration changed =
              fromTo.length == 2
                  ? Loading.valid(BASE.replaceFirst(quoted(fromTo[0]), fromTo[1]), null, Map.of())
                  : Loading.valid(BASE, change, Map.of());
          assertThat(changed).as(key).isNotEqualTo(base);
        });
  }

  @Test
  void everyKeyOfTheSchemaOfSignalsChangesThem() {
    SignalSettings shipped = Loading.valid(BASE, null, Map.of()).signals();
    SignalSettings plainTask = signals("tasks: {legal: {}}");
    SIGNALS.forEach(
        (key, change) ->
            assertThat(signals(change))
                .as(key)
                .isNotEqualTo(change.contains("legal: {") ? plainTask : shipped));

    Set<String> keys = keys("signals.schema.json");
    assertThat(keys).contains("extends");
    keys.remove("extends");
    assertThat(SIGNALS.keySet()).containsExactlyInAnyOrderElementsOf(keys);
  }

  private static SignalSettings signals(String change) {
    return Loading.withSignals(BASE, "extends: shipped\n" + change).orThrow().signals();
  }

  @Test
  void everyKeyOfTheSchemasIsAmongThem() {
    Set<String> keys = keys("models.schema.json");
    keys.addAll(keys("gateway.schema.json"));

    assertThat(keys).contains(NOT_YET).hasSizeGreaterThan(50);
    keys.remove(NOT_YET);
    assertThat(CHANGES.keySet()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void everyKeyOfTheSchemasIsInTheReference() throws IOException {
    String reference = Files.readString(Path.of("docs/configuration.md"));
    Set<String> keys = keys("models.schema.json");
    keys.addAll(keys("gateway.schema.json"));
    keys.addAll(keys("signals.schema.json"));

    assertThat(keys)
        .allSatisfy(
            key -> {
              String shown =
                  key.replace("*", "NAME")
                      .replaceFirst("^(models|providers).NAME.", "")
                      .replace("deployments[].quirks", "quirks");
              assertThat(reference).contains("| `" + shown + "` |");
            });
  }

  @Test
  void theDialectsOfTheSchemaAreThoseThereAre() {
    JsonNode dialects =
        SchemaCheck.schemaTree("models.schema.json").at("/$defs/provider/properties/dialect/enum");

    assertThat(dialects).extracting(JsonNode::asText).containsExactlyElementsOf(Provider.DIALECTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models.schema.json",
        "gateway.schema.json",
        "signals.schema.json",
        "routing-tests.schema.json"
      })
  void theSchemasThemselvesAreValid(String name) {
    var metaSchema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(com.networknt.schema.SchemaLocation.of(Dialects.getDraft202012().getId()));

    assertThat(metaSchema.validate(SchemaCheck.schemaTree(name))).isEmpty();
  }

  private static Set<String> keys(String schema) {
    JsonNode root = SchemaCheck.schemaTree(schema);
    Set<String> keys = new LinkedHashSet<>();
    collect(root, root, "", keys);
    return keys;
  }

  /** Walks to the values: a list of texts, or a mapping of any names to texts, is one value. */
  private static void collect(JsonNode root, JsonNode rule, String path, Set<String> keys) {
    JsonNode node = rule.has("$ref") ? root.at(rule.get("$ref").asText().substring(1)) : rule;
    JsonNode items = node.path("items");
    JsonNode item = items.has("$ref") ? root.at(items.get("$ref").asText().substring(1)) : items;
    boolean free = node.path("additionalProperties").isObject();
    if (node.has("properties")) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.get("properties")
          .properties()
          .forEach(e -> collect(root, e.getValue(), prefix + e.getKey(), keys));
    } else if (item.has("properties")) {
      collect(root, item, path + "[]", keys);
    } else if (free && !path.endsWith(".headers")) {
      collect(root, node.get("additionalProperties"), path + ".*", keys);
    } else {
      keys.add(path);
    }
  }

  private static String quoted(String text) {
    return java.util.regex.Pattern.quote(text);
  }
}
