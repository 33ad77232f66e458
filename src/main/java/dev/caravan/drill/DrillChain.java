package dev.caravan.drill;

import dev.caravan.config.Configuration;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.cost.Price;
import dev.caravan.drill.Billing.Seller;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer in a drill, as the operator configured it.
 *
 * @param configuration in durations of real life
 * @param model that is asked for
 * @param first the deployment that is asked without the gateway
 */
record DrillChain(Configuration configuration, Model model, Deployment first) {

  Duration deadline() {
    return configuration.gateway().routing().deadline();
  }

  /** The model that is asked for, and its fallbacks. */
  List<Model> models() {
    Set<String> names = new LinkedHashSet<>();
    names.add(model.name());
    names.addAll(configuration.gateway().routing().fallbackChain());
    return names.stream()
        .map(configuration.catalogue()::find)
        .filter(Objects::nonNull)
        .limit(1L + configuration.gateway().routing().maxFallbacks())
        .toList();
  }

  /** {@code deepseek-chat (deepseek, openrouter), qwen-plus (qwen)}. */
  String shown() {
    return models().stream()
        .map(
            each ->
                each.name()
                    + each.deployments().stream()
                        .map(deployment -> deployment.provider().name())
                        .distinct()
                        .collect(Collectors.joining(", ", " (", ")")))
        .collect(Collectors.joining(", "));
  }

  /** Null: unpriced, or no model of the catalogue. */
  @Nullable Price price(Seller seller) {
    for (Model each : configuration.catalogue().models().values()) {
      for (Deployment deployment : each.deployments()) {
        if (deployment.provider().name().equals(seller.provider())
            && deployment.vendorModel().equals(seller.model())) {
          return each.price();
        }
      }
    }
    return null;
  }
}
