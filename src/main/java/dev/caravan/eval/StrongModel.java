package dev.caravan.eval;

import dev.caravan.config.Configuration;
import dev.caravan.config.Model;
import dev.caravan.config.NearestNames;
import dev.caravan.config.Operation;
import dev.caravan.config.ProblemsException;
import dev.caravan.cost.Cost;
import dev.caravan.cost.ExchangeRates;
import dev.caravan.cost.Price;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model that would do all the work if nobody chose.
 *
 * @param price its own, as it has one
 */
record StrongModel(Model model, Price price, ExchangeRates rates) {
  /**
   * The model of this name, or the usual one.
   *
   * @throws ProblemsException if there is none, or it has no price
   */
  static StrongModel of(Configuration configuration, @Nullable String name) {
    ExchangeRates rates = configuration.gateway().routing().rates();
    Map<String, Model> models = configuration.catalogue().models();
    if (name == null) {
      return usual(models.values().stream().toList(), rates);
    }
    Model model = configuration.catalogue().find(name);
    if (model == null) {
      List<String> nearest = NearestNames.of(name, models.keySet(), 1);
      throw ProblemsException.of(
          "--strong",
          name
              + " is no model"
              + (nearest.isEmpty() ? "" : " (did you mean \"" + nearest.getFirst() + "\"?)"));
    }
    Price price = model.price();
    if (price == null || rates.rate(price.currency()) == null) {
      throw ProblemsException.of("--strong", name + " has no price that could be compared");
    }
    return new StrongModel(model, price, rates);
  }

  /** Of the models of the greatest weight the one whose answers cost most. */
  private static StrongModel usual(List<Model> models, ExchangeRates rates) {
    return models.stream()
        .filter(model -> model.isAvailable() && model.answers(Operation.CHAT))
        .map(model -> priced(model, rates))
        .filter(each -> each != null)
        .max(
            Comparator.comparingInt((StrongModel each) -> each.model().weight())
                .thenComparing(StrongModel::output))
        .orElseThrow(
            () -> ProblemsException.of("models.yaml", "has no model with a price to compare with"));
  }

  private static @Nullable StrongModel priced(Model model, ExchangeRates rates) {
    Price price = model.price();
    return price == null || rates.rate(price.currency()) == null
        ? null
        : new StrongModel(model, price, rates);
  }

  private BigDecimal output() {
    Cost inBase = rates.inBase(new Cost(price.output(), price.currency()));
    return inBase == null ? BigDecimal.ZERO : inBase.amount();
  }
}
