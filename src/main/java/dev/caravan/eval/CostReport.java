package dev.caravan.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the routing saves on a mixed load, and whether it is as suitable. */
public final class CostReport {
  /**
   * Percent of the prompts that one side may be worse by and count as equal: a few misread ones.
   */
  private static final double MOST_WORSE = 1;

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private final MixedLoad load;
  private final StrongModel strong;
  private final Suitability suitability;
  private final CostFigures all;
  private final Map<String, CostFigures> byDifficulty = new LinkedHashMap<>();
  private final Map<String, CostFigures> byTask = new TreeMap<>();

  /**
   * @param routed in the order of the load, likewise {@code always}
   */
  CostReport(
      MixedLoad load,
      StrongModel strong,
      Suitability suitability,
      List<Answered> routed,
      List<Answered> always) {
    this.load = load;
    this.strong = strong;
    this.suitability = suitability;
    this.all = new CostFigures(strong, suitability);
    for (Difficulty each : Difficulty.values()) {
      byDifficulty.put(each.label(), new CostFigures(strong, suitability));
    }
    for (int i = 0; i < routed.size(); i++) {
      Answered byRules = routed.get(i);
      LabelledPrompt prompt = byRules.prompt();
      all.add(byRules, always.get(i));
      figures(byDifficulty, prompt.difficulty().label()).add(byRules, always.get(i));
      figures(byTask, prompt.task()).add(byRules, always.get(i));
    }
  }

  private CostFigures figures(Map<String, CostFigures> groups, String name) {
    return groups.computeIfAbsent(name, key -> new CostFigures(strong, suitability));
  }

  MixedLoad load() {
    return load;
  }

  StrongModel strong() {
    return strong;
  }

  Suitability suitability() {
    return suitability;
  }

  CostFigures all() {
    return all;
  }

  Map<String, CostFigures> byDifficulty() {
    return byDifficulty;
  }

  Map<String, CostFigures> byTask() {
    return byTask;
  }

  /**
   * What keeps the routing from being worth it; null: nothing.
   *
   * @param percent that it must save at least
   */
  public @Nullable String missed(BigDecimal percent) {
    if (all.compared() < all.calls()) {
      return (all.calls() - all.compared()) + " prompts were not answered on both sides";
    }
    if (all.saved().compareTo(percent) < 0) {
      return "saved " + all.saved() + " %, less than " + percent.toPlainString() + " %";
    }
    for (Map.Entry<String, CostFigures> group : byDifficulty.entrySet()) {
      CostFigures figures = group.getValue();
      if (figures.suitedRouted() < figures.suitedAlways()) {
        return "%.1f %% of the %s prompts went to a model that suits them, fewer than %.1f %%"
            .formatted(figures.suitedRouted(), group.getKey(), figures.suitedAlways());
      }
    }
    if (all.enoughRouted() < all.enoughAlways() - MOST_WORSE) {
      return "%.1f %% of the prompts went to a model that is enough for them, in place of %.1f %%"
          .formatted(all.enoughRouted(), all.enoughAlways());
    }
    return null;
  }

  /** For programs. */
  public ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("load", load.name())
            .put("strong_model", strong.model().name())
            .put("strong_weight", suitability.strongWeight())
            .put("currency", strong.rates().base());
    json.set("all", json(all));
    ObjectNode difficulties = json.putObject("difficulties");
    byDifficulty.forEach((name, figures) -> difficulties.set(name, json(figures)));
    ObjectNode tasks = json.putObject("tasks");
    byTask.forEach((name, figures) -> tasks.set(name, json(figures)));
    return json;
  }

  private static ObjectNode json(CostFigures figures) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("calls", figures.calls())
            .put("compared", figures.compared())
            .put("cost_routed", figures.routed().round(SIX_DIGITS))
            .put("cost_strong", figures.always().round(SIX_DIGITS))
            .put("saved_percent", figures.saved())
            .put("suited_routed_percent", rounded(figures.suitedRouted()))
            .put("suited_strong_percent", rounded(figures.suitedAlways()))
            .put("enough_routed_percent", rounded(figures.enoughRouted()))
            .put("enough_strong_percent", rounded(figures.enoughAlways()))
            .put("tasks_as_labelled_percent", rounded(figures.tasksAsLabelled()))
            .put("unpriced", figures.unpriced());
    ObjectNode models = json.putObject("models");
    figures.models().forEach(models::put);
    ObjectNode failures = json.putObject("failures");
    figures.failures().forEach(failures::put);
    return json;
  }

  private static double rounded(double percent) {
    return Math.round(percent * 100) / 100.0;
  }
}
