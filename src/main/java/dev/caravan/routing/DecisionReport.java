package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.cost.Cost;
import dev.caravan.resilience.Candidate;
import dev.caravan.signals.Signals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A decision as clients and administrators read it, without a word of the prompt. */
public final class DecisionReport {
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private DecisionReport() {}

  /**
   * The whole decision.
   *
   * @param plan the deployments in the order of trying; empty: not to be told
   */
  public static ObjectNode of(Decision decision, List<Candidate> plan) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Set<String> models = new LinkedHashSet<>();
    plan.forEach(candidate -> models.add(candidate.model().name()));
    decision.models().forEach(model -> models.add(model.name()));
    String first = models.iterator().next();
    json.put("model", first);
    if (!plan.isEmpty()) {
      json.put("provider", plan.getFirst().deployment().provider().name());
    }
    ArrayNode chain = json.putArray("fallback_chain");
    models.stream().skip(1).forEach(chain::add);
    addTo(json, decision, first);
    if (!plan.isEmpty()) {
      ArrayNode deployments = json.putArray("deployments");
      for (Candidate candidate : plan) {
        deployments
            .addObject()
            .put("model", candidate.model().name())
            .put("provider", candidate.deployment().provider().name())
            .put("vendor_model", candidate.deployment().vendorModel());
      }
    }
    return json;
  }

  /**
   * What was decided why, without the models' order.
   *
   * @param first the model that is asked first, whose cost is estimated
   */
  public static void addTo(ObjectNode json, Decision decision, String first) {
    json.put("task", decision.task())
        .put("priority", name(decision.priority()))
        .put("rule", decision.rule());
    Cost estimate = estimate(decision, first);
    json.put("estimated_cost", estimate == null ? null : estimate.amount())
        .put("currency", estimate == null ? null : estimate.currency())
        .put("reasoning", decision.reasoning());
    Signals signals = decision.signals();
    if (signals != null) {
      json.set("signals", of(signals));
    }
    ArrayNode candidates = json.putArray("candidates");
    decision.candidates().forEach(each -> candidates.add(of(each)));
  }

  private static String name(Priority priority) {
    return priority.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Cost estimate(Decision decision, String model) {
    for (Evaluation each : decision.candidates()) {
      if (each.model().equals(model)) {
        return each.estimate();
      }
    }
    return null;
  }

  private static ObjectNode of(Evaluation each) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", each.model())
            .put("score", rounded(each.score()))
            .put("excluded", each.excluded());
    json.putObject("terms")
        .put("match", rounded(each.match()))
        .put("health", rounded(each.health()))
        .put("priority", rounded(each.priority()));
    Cost estimate = each.estimate();
    json.put("estimated_cost", estimate == null ? null : estimate.amount())
        .put("currency", estimate == null ? null : estimate.currency());
    return json;
  }

  private static BigDecimal rounded(double value) {
    BigDecimal digits = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
    return digits.scale() < 0 ? digits.setScale(0) : digits;
  }

  private static ObjectNode of(Signals signals) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("task", signals.task())
            .put("difficulty", signals.difficulty())
            .put("language", signals.language())
            .put("script", signals.script())
            .put("tokens", signals.tokens())
            .put("characters", signals.characters())
            .put("turns", signals.turns())
            .put("image", signals.image())
            .put("audio", signals.audio())
            .put("video", signals.video())
            .put("file", signals.file())
            .put("tools", signals.tools())
            .put("format", signals.format());
    ArrayNode found = json.putArray("found");
    signals.found().stream().sorted().forEach(found::add);
    json.put("system", signals.system());
    ObjectNode tags = json.putObject("tags");
    signals.tags().forEach(tags::put);
    json.put("tenant", signals.tenant()).put("hour", signals.hour());
    ObjectNode points = json.putObject("points");
    signals.points().forEach(points::put);
    return json;
  }
}
