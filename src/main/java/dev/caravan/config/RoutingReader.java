package dev.caravan.config;

import static dev.caravan.config.CatalogueReader.duration;
import static dev.caravan.config.CatalogueReader.strings;
import static dev.caravan.config.GatewayReader.bytes;
import static dev.caravan.config.GatewayReader.constant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.GatewaySettings.MidStream;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.GatewaySettings.Routing;
import dev.caravan.config.GatewaySettings.UnknownModel;
import dev.caravan.config.ScoringSettings.Blend;
import dev.caravan.config.ScoringSettings.Sticky;
import dev.caravan.cost.ExchangeRates;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the part {@code routing} of a gateway.yaml without problems into a record. */
final class RoutingReader {
  private final ModelNames names;

  RoutingReader(ModelNames names) {
    this.names = names;
  }

  Routing read(JsonNode node) {
    List<String> chain = models(node.path("fallback-chain"));
    String first = chain.isEmpty() ? names.models().iterator().next() : chain.get(0);
    JsonNode limit = node.path("max-cost-per-call");
    return new Routing(
        node.has("default-model") ? names.known(node.path("default-model").asText()) : first,
        Priority.valueOf(constant(node.path("priority"), "balanced")),
        chain,
        List.of(),
        node.path("max-fallbacks").asInt(2),
        node.path("retries").asInt(2),
        node.has("content-policy-fallback")
            ? names.known(node.path("content-policy-fallback").asText())
            : null,
        duration(node.path("deadline"), Duration.ofSeconds(30)),
        limit.isMissingNode() ? null : limit.decimalValue(),
        UnknownModel.valueOf(constant(node.path("unknown-model"), "reject")),
        MidStream.valueOf(constant(node.path("mid-stream"), "fail")),
        node.path("degraded-reply").asText(),
        scoring(node.path("scoring")),
        rates(node.path("currency")),
        tasks(node.path("tasks")),
        escalation(node.path("escalation")),
        List.of());
  }

  private List<String> models(JsonNode list) {
    return strings(list).stream().map(names::known).distinct().toList();
  }

  private static ScoringSettings scoring(JsonNode node) {
    ScoringSettings usual = ScoringSettings.DEFAULT;
    Sticky sticky = usual.sticky();
    return new ScoringSettings(
        blend(node.path("easy"), usual.easy()),
        blend(node.path("hard"), usual.hard()),
        duration(node.path("usual-time"), usual.usualTime()),
        node.path("near-equal").asInt(usual.nearEqual()),
        new Sticky(
            node.path("sticky").asBoolean(sticky.enabled()),
            duration(node.path("sticky-ttl"), sticky.ttl()),
            node.path("sticky-tolerance").asInt(sticky.tolerance())));
  }

  private static EscalationSettings escalation(JsonNode node) {
    EscalationSettings usual = EscalationSettings.USUAL;
    return new EscalationSettings(
        (int) bytes(node.path("max-held-bytes"), usual.maxHeldBytes()),
        node.path("min-confidence").asDouble(usual.minConfidence()),
        node.has("refusals") ? strings(node.path("refusals")) : usual.refusals(),
        node.has("unsure") ? strings(node.path("unsure")) : usual.unsure());
  }

  private static Blend blend(JsonNode node, Blend usual) {
    return new Blend(
        node.path("cost").asDouble(usual.cost()),
        node.path("speed").asDouble(usual.speed()),
        node.path("quality").asDouble(usual.quality()));
  }

  /** What gateway.yaml says of currencies; rates of the default hold for the default base only. */
  static ExchangeRates rates(JsonNode node) {
    ExchangeRates usual = ExchangeRates.DEFAULT;
    String base = node.path("base").asText(usual.base());
    Map<String, BigDecimal> rates =
        base.equals(usual.base()) && !node.has("rates")
            ? new HashMap<>(usual.rates())
            : new HashMap<>();
    node.path("rates")
        .properties()
        .forEach(rate -> rates.put(rate.getKey(), rate.getValue().decimalValue()));
    return new ExchangeRates(base, rates);
  }

  private Map<String, TaskRouting> tasks(JsonNode node) {
    Map<String, TaskRouting> tasks = new HashMap<>();
    for (Map.Entry<String, JsonNode> task : node.properties()) {
      JsonNode own = task.getValue();
      tasks.put(
          task.getKey(),
          new TaskRouting(
              models(own.path("models")),
              own.has("priority")
                  ? Priority.valueOf(constant(own.path("priority"), "balanced"))
                  : null));
    }
    return tasks;
  }
}
