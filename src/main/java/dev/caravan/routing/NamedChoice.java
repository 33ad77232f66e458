package dev.caravan.routing;

import dev.caravan.config.GatewaySettings;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts models in order that a client or a rule names. Nothing is scored here: requests that name
 * their model are most of all, and wait for no more than they need.
 */
final class NamedChoice {
  private final GatewaySettings.Routing routing;
  private final Pool pool;

  NamedChoice(GatewaySettings.Routing routing, Pool pool) {
    this.routing = routing;
    this.pool = pool;
  }

  /**
   * The decision.
   *
   * @param chosen asked first, in order, all of which do what is asked; without any of them the
   *     default model is
   * @param ladder whether each of them is a rung of an escalation, and none a fallback
   */
  Decision decide(
      String rule,
      String task,
      Priority priority,
      List<Model> chosen,
      boolean ladder,
      Chooser.Request request,
      String reasoning) {
    Map<String, Model> ordered = new LinkedHashMap<>();
    for (Model model : chosen) {
      ordered.put(model.name(), model);
    }
    Set<String> rungs = ladder ? Set.copyOf(ordered.keySet()) : Set.of();
    if (ordered.isEmpty() && request.isForAnyModel()) {
      Model usual = pool.byDefault(request);
      if (usual != null) {
        ordered.put(usual.name(), usual);
      }
    }
    for (Model model : pool.fallbacks(request)) {
      ordered.putIfAbsent(model.name(), model);
    }
    if (ordered.isEmpty() && request.isForAnyModel()) {
      Model any = pool.any(request);
      if (any != null) {
        ordered.put(any.name(), any);
      }
    }
    if (ordered.isEmpty()) {
      throw request.tenant().allowedModels().isEmpty() ? Chooser.nobody() : Permission.none();
    }
    List<Model> models =
        CostLimit.of(request, routing)
            .apply(
                request.needs().apply(List.copyOf(ordered.values())),
                request.tenant().budget().remaining(),
                routing.rates());
    long able = models.stream().filter(model -> rungs.contains(model.name())).count();
    int most = Math.max(1, Math.toIntExact(able)) + routing.maxFallbacks();
    return new Decision(
        rule, task, priority, models.subList(0, Math.min(models.size(), most)), reasoning);
  }
}
