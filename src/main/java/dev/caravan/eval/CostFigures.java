package dev.caravan.eval;

import dev.caravan.cost.Cost;
import dev.caravan.cost.ExchangeRates;
import dev.caravan.cost.Price;
import dev.caravan.cost.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a group of prompts cost on both sides, in one currency. Prompts that one side failed to
 * answer are in no sum.
 */
final class CostFigures {
  private final StrongModel strong;
  private final Suitability suitability;
  private final Map<String, Integer> models = new LinkedHashMap<>();
  private final Map<String, Integer> failures = new LinkedHashMap<>();
  private BigDecimal routed = BigDecimal.ZERO;
  private BigDecimal always = BigDecimal.ZERO;
  private int calls;
  private int compared;
  private int suitedRouted;
  private int suitedAlways;
  private int enoughRouted;
  private int enoughAlways;
  private int tasksAsLabelled;
  private int unpriced;

  CostFigures(StrongModel strong, Suitability suitability) {
    this.strong = strong;
    this.suitability = suitability;
  }

  /** Adds what both sides made of one prompt. */
  void add(Answered byRules, Answered byStrong) {
    calls++;
    suitedRouted += suitability.suits(byRules) ? 1 : 0;
    suitedAlways += suitability.suits(byStrong) ? 1 : 0;
    enoughRouted += suitability.isEnough(byRules) ? 1 : 0;
    enoughAlways += suitability.isEnough(byStrong) ? 1 : 0;
    tasksAsLabelled += byRules.task().equals(byRules.prompt().task()) ? 1 : 0;
    fail("routed", byRules);
    fail("strong", byStrong);
    if (byRules.failure() == null && byStrong.failure() == null) {
      compared++;
      models.merge(byRules.model(), 1, Integer::sum);
      routed = routed.add(money(byRules));
      always = always.add(money(byStrong));
    }
  }

  private void fail(String side, Answered answered) {
    if (answered.failure() != null) {
      failures.merge(side + ": " + answered.failure(), 1, Integer::sum);
    }
  }

  /** In the base currency; what has no price counts as if the strong model had answered. */
  private BigDecimal money(Answered answered) {
    ExchangeRates rates = strong.rates();
    Cost own = answered.cost();
    Cost inBase = own == null ? null : rates.inBase(own);
    if (inBase == null) {
      unpriced++;
      Price price = strong.price();
      Usage usage = Usage.estimated(answered.promptTokens(), answered.completionTokens());
      inBase = rates.inBase(Cost.of(usage, price));
    }
    return inBase == null ? BigDecimal.ZERO : inBase.amount();
  }

  int calls() {
    return calls;
  }

  int compared() {
    return compared;
  }

  int unpriced() {
    return unpriced;
  }

  BigDecimal routed() {
    return routed;
  }

  BigDecimal always() {
    return always;
  }

  /** Percent of the strong model's cost that the rules save, with two digits. */
  BigDecimal saved() {
    if (always.signum() == 0) {
      return BigDecimal.ZERO;
    }
    return BigDecimal.ONE
        .subtract(routed.divide(always, MathContext.DECIMAL64))
        .scaleByPowerOfTen(2)
        .setScale(2, RoundingMode.FLOOR);
  }

  double suitedRouted() {
    return percent(suitedRouted);
  }

  double suitedAlways() {
    return percent(suitedAlways);
  }

  double enoughRouted() {
    return percent(enoughRouted);
  }

  double enoughAlways() {
    return percent(enoughAlways);
  }

  /** Percent of the prompts that the gateway took for what their authors say. */
  double tasksAsLabelled() {
    return percent(tasksAsLabelled);
  }

  private double percent(int count) {
    return calls == 0 ? 0 : 100.0 * count / calls;
  }

  /** How many prompts each model answered where the rules chose, the busiest first. */
  Map<String, Integer> models() {
    return descending(models);
  }

  Map<String, Integer> failures() {
    return descending(failures);
  }

  private static Map<String, Integer> descending(Map<String, Integer> counts) {
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(counts.entrySet());
    entries.sort(
        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    Map<String, Integer> ordered = new LinkedHashMap<>();
    entries.forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return ordered;
  }
}
