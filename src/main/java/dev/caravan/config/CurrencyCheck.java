package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.ExchangeRates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Every price of models.yaml can be compared with the others by the rates of gateway.yaml. */
final class CurrencyCheck {
  private final YamlDocument models;
  private final YamlDocument gateway;
  private final List<Problem> problems;

  CurrencyCheck(YamlDocument models, YamlDocument gateway, List<Problem> problems) {
    this.models = models;
    this.gateway = gateway;
    this.problems = problems;
  }

  void check() {
    JsonNode node = gateway.at("/routing/currency");
    for (JsonNode rate : node.path("rates")) {
      if (!rate.isNumber()) {
        return;
      }
    }
    checkCode("/routing/currency/base", node.path("base").asText("USD"));
    for (Map.Entry<String, JsonNode> rate : node.path("rates").properties()) {
      checkCode(Pointers.child("/routing/currency/rates", rate.getKey()), rate.getKey());
    }
    ExchangeRates rates = RoutingReader.rates(node);
    for (Map.Entry<String, JsonNode> model : models.at("/models").properties()) {
      String currency = model.getValue().path("price").path("currency").asText();
      if (CatalogueCheck.isCurrency(currency) && !rates.knows(currency)) {
        Set<String> known = new TreeSet<>(rates.rates().keySet());
        known.add(rates.base());
        String pointer = Pointers.child("/models", model.getKey()) + "/price/currency";
        problems.add(
            models.problem(
                pointer,
                models.shown(pointer)
                    + " has no rate in gateway.yaml (expected: routing.currency.rates with "
                    + currency
                    + ", or one of: "
                    + String.join(", ", known)
                    + ")"));
      }
    }
  }

  private void checkCode(String pointer, String code) {
    if (code.matches("[A-Z]{3}") && !CatalogueCheck.isCurrency(code)) {
      problems.add(
          gateway.problem(
              pointer,
              '"' + code + "\" is no currency (expected: a code of ISO 4217 as USD, CNY, EUR)"));
    }
  }
}
