package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.RequestOptions;
import dev.caravan.config.Configuration;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.resilience.Candidate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Turns what a rule says into models, and models into the deployments that are tried. */
public final class Chooser {
  /**
   * What is asked, as far as choosing looks at it.
   *
   * @param bytes length of the body, which bounds the prompt's tokens from above
   */
  public record Request(
      Operation operation, ObjectNode body, long bytes, RequestOptions options, Needs needs) {
    /** Whether another model's answer is as good: vectors of different models do not mix. */
    boolean isForAnyModel() {
      return operation == Operation.CHAT;
    }
  }

  private final Configuration configuration;
  private final NameResolver names;
  private final OperationCheck operations;
  private final Standing standing;
  private final DeploymentOrder order;

  /**
   * A chooser for one configuration.
   *
   * @param standing how the deployments are at the moment
   * @param random spreads the load over deployments by weight and health
   */
  public Chooser(Configuration configuration, Standing standing, RandomGenerator random) {
    this.configuration = configuration;
    this.names = new NameResolver(configuration.catalogue());
    this.operations = new OperationCheck(configuration.catalogue());
    this.standing = standing;
    this.order =
        new DeploymentOrder(
            configuration.gateway().routing().preferredProviders(), standing, random);
  }

  /** The model that the client named, followed by the fallbacks. */
  public Decision named(String name, Request request) {
    Model model = names.find(name);
    Priority priority = priority(name, request.options());
    if (model != null) {
      operations.check(model, request.operation());
      return decide(
          "explicit-model",
          "explicit",
          priority,
          List.of(model),
          request,
          "The request names " + model.name() + ".");
    }
    if (request.isForAnyModel()
        && configuration.gateway().routing().unknownModel()
            == GatewaySettings.UnknownModel.DEFAULT) {
      return decide(
          "unknown-model",
          "explicit",
          priority,
          List.of(),
          request,
          "Nobody configured the model that the request names; the default answers.");
    }
    throw names.unknown(name);
  }

  /**
   * The first of a rule's models that can be called, followed by the others and by the fallbacks.
   * Without any of them the default model answers.
   *
   * @param preferred catalogue names, in order
   */
  public Decision preferred(
      String rule, String task, List<String> preferred, String requested, Request request) {
    List<Model> models = new ArrayList<>();
    for (String name : preferred) {
      Model model = configuration.catalogue().find(name);
      if (model != null && model.isAvailable()) {
        models.add(model);
      }
    }
    String reasoning =
        "The rule "
            + rule
            + " asks for "
            + (preferred.isEmpty() ? "the default model" : String.join(", ", preferred))
            + ".";
    return decide(rule, task, priority(requested, request.options()), models, request, reasoning);
  }

  private Priority priority(String requested, RequestOptions options) {
    Priority named = NameResolver.priorityOf(requested);
    if (named != null) {
      return named;
    }
    Priority asked = options.priority();
    return asked != null ? asked : configuration.gateway().routing().priority();
  }

  private Decision decide(
      String rule,
      String task,
      Priority priority,
      List<Model> chosen,
      Request request,
      String reasoning) {
    Map<String, Model> ordered = new LinkedHashMap<>();
    for (Model model : chosen) {
      if (model.answers(request.operation())) {
        ordered.put(model.name(), model);
      }
    }
    if (ordered.isEmpty() && request.isForAnyModel()) {
      Model fallback =
          configuration.catalogue().find(configuration.gateway().routing().defaultModel());
      if (fallback != null && fallback.isAvailable() && fallback.answers(request.operation())) {
        ordered.put(fallback.name(), fallback);
      }
    }
    for (Model model : fallbacks(request)) {
      ordered.putIfAbsent(model.name(), model);
    }
    if (ordered.isEmpty() && request.isForAnyModel()) {
      anyAvailable().ifPresent(model -> ordered.put(model.name(), model));
    }
    if (ordered.isEmpty()) {
      throw ApiException.of(
              503, "overloaded_error", "overloaded", "No model of this gateway can be called.")
          .withRetryAfter(30);
    }
    BigDecimal own = request.options().maxCost();
    List<Model> models =
        CostLimit.apply(
            request.needs().apply(List.copyOf(ordered.values())),
            request.body(),
            request.bytes(),
            own != null ? own : configuration.gateway().routing().maxCostPerCall());
    int most = 1 + configuration.gateway().routing().maxFallbacks();
    return new Decision(
        rule, task, priority, models.subList(0, Math.min(models.size(), most)), reasoning);
  }

  /** The model of the greatest weight; the sandbox only where there is nothing else. */
  private Optional<Model> anyAvailable() {
    return configuration.catalogue().models().values().stream()
        .filter(model -> model.isAvailable() && model.answers(Operation.CHAT))
        .max(Comparator.comparing(Chooser::isReal).thenComparingInt(Model::weight));
  }

  private static boolean isReal(Model model) {
    return model.deployments().stream().anyMatch(d -> !d.provider().isSandbox());
  }

  /** The request's own chain, or those of the configured one that can be called. */
  private List<Model> fallbacks(Request request) {
    List<Model> models = new ArrayList<>();
    List<String> own = request.options().fallbacks();
    if (own != null) {
      for (String name : own) {
        Model model = names.find(name);
        if (model == null) {
          throw names.unknown(name);
        }
        operations.check(model, request.operation());
        models.add(model);
      }
    } else if (request.isForAnyModel()) {
      for (String name : configuration.gateway().routing().fallbackChain()) {
        Model model = configuration.catalogue().find(name);
        if (model != null && model.isAvailable() && model.answers(request.operation())) {
          models.add(model);
        }
      }
    }
    return models;
  }

  /** Who is asked when a vendor refuses the content; nobody unless gateway.yaml names a model. */
  public List<Candidate> contentFallback(Request request) {
    String name = configuration.gateway().routing().contentPolicyFallback();
    Model model = name == null ? null : configuration.catalogue().find(name);
    if (model == null || !model.isAvailable() || !model.answers(request.operation())) {
      return List.of();
    }
    try {
      return candidates(request.needs().apply(List.of(model)));
    } catch (ApiException e) {
      // It could not answer this request: then the refusal is the answer.
      return List.of();
    }
  }

  /**
   * The deployments of a decision in the order of trying. Those that cannot answer now come last of
   * all: an open breaker refuses at once, unless the deployment has recovered by then.
   */
  public List<Candidate> plan(Decision decision) {
    return candidates(decision.models());
  }

  private List<Candidate> candidates(List<Model> models) {
    List<Candidate> plan = new ArrayList<>();
    List<Candidate> broken = new ArrayList<>();
    for (Model model : models) {
      for (Deployment deployment : order.of(model.deployments())) {
        Candidate candidate = new Candidate(model, deployment);
        (standing.isOut(deployment) ? broken : plan).add(candidate);
      }
    }
    plan.addAll(broken);
    return plan;
  }
}
