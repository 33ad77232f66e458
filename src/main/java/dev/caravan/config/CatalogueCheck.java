package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What models.yaml says beyond its schema; it looks only at what is there and of its type. */
final class CatalogueCheck {
  /** Ways to continue that only some dialects can write, with those. */
  private static final Map<String, List<String>> CONTINUATIONS =
      Map.of(
          "prefix", List.of("openai", "azure"),
          "continue-final-message", List.of("openai", "azure"),
          "partial", List.of("openai", "azure", "dashscope"));

  private final YamlDocument document;
  private final ModelNames names;
  private final List<Problem> problems;

  CatalogueCheck(YamlDocument document, List<Problem> problems) {
    this.document = document;
    this.names = ModelNames.of(document.root());
    this.problems = problems;
  }

  void check() {
    checkProviders();
    document.at("/models").properties().forEach(e -> checkModel(e.getKey(), e.getValue()));
    checkWeights("/models", document.at("/models"), "every model");
    names.aliases().forEach(this::checkAlias);
  }

  private void checkProviders() {
    Map<String, String> byVariable = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : document.at("/providers").properties()) {
      String name = entry.getKey();
      String pointer = Pointers.child("/providers", name);
      String dialect = entry.getValue().path("dialect").asText();
      if (name.equals(Provider.SANDBOX) && !dialect.equals(Provider.SANDBOX)) {
        report(pointer, "sandbox is the built-in provider (expected: dialect sandbox)");
      }
      checkBaseUrl(pointer, entry.getValue(), dialect);
      checkContinuation(pointer, entry.getValue(), dialect);
      String variable = EnvironmentShortCuts.keyVariable(name);
      String other = byVariable.putIfAbsent(variable, name);
      if (other != null) {
        report(pointer, "shares " + variable + " with " + other + " (expected: another name)");
      }
    }
  }

  private void checkBaseUrl(String pointer, JsonNode provider, String dialect) {
    JsonNode url = provider.path("base-url");
    boolean emptyPlaceholder = document.placeholder(pointer + "/base-url") != null;
    if (url.isTextual()) {
      String mistake = BaseUrl.mistake(url.textValue());
      if (mistake != null) {
        report(pointer + "/base-url", mistake);
      }
    } else if (url.isMissingNode() && !emptyPlaceholder && !dialect.equals(Provider.SANDBOX)) {
      report(pointer, "base-url is missing (expected: https://host/path)");
    }
  }

  /** Marks of the chat form get lost on the way to vendors that speak another. */
  private void checkContinuation(String pointer, JsonNode quirky, String dialect) {
    List<String> speakers = CONTINUATIONS.get(quirky.path("quirks").path("continuation").asText());
    if (speakers != null && !speakers.contains(dialect)) {
      String place = pointer + "/quirks/continuation";
      report(
          place,
          document.shown(place)
              + " is not for the dialect "
              + dialect
              + " (expected: last-message or instruction)");
    }
  }

  private void checkModel(String name, JsonNode model) {
    String pointer = Pointers.child("/models", name);
    checkNotReserved(pointer, name);
    checkPrice(pointer + "/price", model.path("price"));
    JsonNode window = model.path("context-window");
    JsonNode output = model.path("max-output");
    if (window.isNumber() && output.isNumber() && output.longValue() > window.longValue()) {
      report(
          pointer + "/max-output",
          output + " is above context-window (expected: <= " + window + ")");
    }
    checkCircuitBreaker(pointer + "/circuit-breaker", model.path("circuit-breaker"));
    checkDeployments(pointer, name, model.path("deployments"));
  }

  private void checkCircuitBreaker(String pointer, JsonNode breaker) {
    JsonNode failures = breaker.path("failure-threshold");
    JsonNode slow = breaker.path("slow-call-threshold");
    int remembered =
        failures.isInt() ? failures.intValue() : CircuitBreakerSettings.DEFAULT.failureThreshold();
    if (slow.isInt() && slow.intValue() > remembered) {
      report(
          pointer + "/slow-call-threshold",
          slow
              + " is above failure-threshold, which is how many calls are remembered (expected: <= "
              + remembered
              + ")");
    }
    if (slow.isInt() && breaker.path("slow-call").isMissingNode()) {
      report(
          pointer + "/slow-call-threshold",
          "says nothing without slow-call (expected: slow-call: 20s beside it)");
    }
  }

  private void checkNotReserved(String pointer, String name) {
    if (name.equals("auto") || name.startsWith("auto:")) {
      report(pointer, "\"" + name + "\" leaves the choice to the gateway (expected: another name)");
    }
  }

  private void checkPrice(String pointer, JsonNode price) {
    String currency = price.path("currency").asText();
    if (currency.matches("[A-Z]{3}") && !isCurrency(currency)) {
      report(
          pointer + "/currency",
          document.shown(pointer + "/currency")
              + " is no currency (expected: a code of ISO 4217 as USD, CNY, EUR)");
    }
    JsonNode input = price.path("input");
    JsonNode cached = price.path("cached-input");
    if (input.isNumber()
        && cached.isNumber()
        && cached.decimalValue().compareTo(input.decimalValue()) > 0) {
      report(pointer + "/cached-input", cached + " is above input (expected: <= " + input + ")");
    }
  }

  static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(currency -> currency.getCurrencyCode().equals(code));
  }

  private void checkDeployments(String pointer, String model, JsonNode deployments) {
    if (deployments.isMissingNode() || (deployments.isArray() && deployments.isEmpty())) {
      report(pointer, "has no deployments (expected: at least one)");
      return;
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < deployments.size(); i++) {
      String place = Pointers.child(pointer + "/deployments", i);
      JsonNode deployment = deployments.path(i);
      JsonNode provider = deployment.path("provider");
      if (!provider.isTextual()) {
        continue;
      }
      if (!names.providers().contains(provider.textValue())) {
        report(
            place + "/provider",
            document.shown(place + "/provider")
                + (" is no provider ("
                    + NearestNames.hint(provider.textValue(), names.providers())
                    + ")"));
      }
      String dialect =
          document.at(Pointers.child("/providers", provider.textValue()) + "/dialect").asText();
      checkContinuation(place, deployment, dialect);
      String vendorModel = deployment.path("model").asText(model);
      if (!ids.add(CatalogueReader.id(model, provider.textValue(), vendorModel))) {
        report(place, "is there twice (expected: each provider and model once)");
      }
    }
    checkWeights(pointer + "/deployments", deployments, "every deployment");
  }

  private void checkWeights(String pointer, JsonNode weighted, String all) {
    if (weighted.isEmpty()) {
      return;
    }
    for (JsonNode each : weighted) {
      JsonNode weight = each.path("weight");
      if (!weight.isInt() || weight.intValue() != 0) {
        return;
      }
    }
    report(pointer, all + " has weight 0 (expected: at least one above 0)");
  }

  private void checkAlias(String alias, String model) {
    String pointer = Pointers.child("/aliases", alias);
    checkNotReserved(pointer, alias);
    if (names.models().contains(alias)) {
      report(pointer, "hides the model of that name (expected: another name)");
    }
    if (!names.models().contains(model)) {
      report(
          pointer,
          document.shown(pointer)
              + " is no model ("
              + NearestNames.hint(model, names.models())
              + ")");
    }
  }

  private void report(String pointer, String message) {
    problems.add(document.problem(pointer, message));
  }
}
