package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Tenant;
import dev.caravan.api.ApiException;
import dev.caravan.api.RequestOptions;
import dev.caravan.config.Configuration;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.cost.Bill;
import dev.caravan.cost.Price;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.ScoredChoice.Wish;
import dev.caravan.signals.Signals;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns what a rule says into models, and models into the deployments that are tried. */
public final class Chooser {
  /**
   * What is asked, as far as choosing looks at it.
   *
   * @param bytes length of the body, which bounds the prompt's tokens from above
   * @param tenant whom it belongs to
   */
  public record Request(
      Operation operation,
      ObjectNode body,
      long bytes,
      RequestOptions options,
      Needs needs,
      Tenant tenant) {
    /** Whether another model's answer is as good: vectors of different models do not mix. */
    boolean isForAnyModel() {
      return operation == Operation.CHAT;
    }
  }

  private final Configuration configuration;
  private final NameResolver names;
  private final Pool pool;
  private final NamedChoice byName;
  private final ScoredChoice scored;
  private final Plan plan;

  /**
   * A chooser for one configuration.
   *
   * @param standing how the deployments are at the moment
   * @param experience what was learned so far; shared with whoever accounts the calls
   * @param random spreads the load over models that are nearly alike, and over deployments
   */
  public Chooser(
      Configuration configuration,
      Standing standing,
      Experience experience,
      RandomGenerator random) {
    GatewaySettings.Routing routing = configuration.gateway().routing();
    this.configuration = configuration;
    this.names = new NameResolver(configuration.catalogue());
    this.pool = new Pool(configuration.catalogue(), routing, names);
    this.plan = new Plan(routing.preferredProviders(), standing, random);
    this.byName = new NamedChoice(routing, pool);
    this.scored =
        new ScoredChoice(
            configuration,
            pool,
            standing,
            experience,
            new SignalTasks(configuration.signals()),
            random);
  }

  /** The model that the client named, followed by the fallbacks. */
  public Decision named(String name, Request request) {
    Model model = names.find(name);
    Priority priority = priority(name, request);
    if (model != null) {
      Permission.check(request.tenant(), model.name());
      pool.operations().check(model, request.operation());
      return byName.decide(
          "explicit-model",
          "explicit",
          priority,
          List.of(model),
          false,
          request,
          "The request names " + model.name() + ".");
    }
    if (request.isForAnyModel()
        && configuration.gateway().routing().unknownModel()
            == GatewaySettings.UnknownModel.DEFAULT) {
      return byName.decide(
          "unknown-model",
          "explicit",
          priority,
          List.of(),
          false,
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
   * @param ladder whether each of them is a rung of an escalation, and none a fallback
   */
  public Decision preferred(
      String rule,
      String task,
      List<String> preferred,
      boolean ladder,
      String requested,
      Request request) {
    List<Model> models = pool.named(preferred, request);
    models.removeIf(model -> !request.tenant().mayUse(model.name()));
    String reasoning =
        "The rule "
            + rule
            + " asks for "
            + (preferred.isEmpty() ? "the default model" : String.join(", ", preferred))
            + ".";
    return byName.decide(
        rule, task, priority(requested, request), models, ladder, request, reasoning);
  }

  /**
   * As above, where it is known what the request is about: models that are excluded, for example
   * because none of their vendors answers, are passed over, and the decision tells why. Where the
   * client may use none of them, nor the default model, the best of all that it may use answers.
   *
   * @param ladder whether each of them is a rung of an escalation, and none a fallback
   * @param priority of the rule; a request that names its own wins; null: none
   */
  public Decision preferred(
      String rule,
      String task,
      Signals signals,
      List<String> preferred,
      boolean ladder,
      @Nullable Priority priority,
      String requested,
      Request request) {
    return scored.preferred(
        new Wish(rule, task, signals, own(priority, requested, request), ladder),
        preferred,
        request);
  }

  /**
   * The model that suits best, by its strengths, its health and what the request is optimised for,
   * followed by the fallbacks and then by the next best. What gateway.yaml or the environment say
   * of the task wins over the scores; models that are nearly as good share the load.
   *
   * @param among catalogue names; empty, or none of them the client's to use: all chat models but
   *     those of weight 0 and the sandbox, which are for times when there is nothing else
   * @param priority of the rule; a request that names its own wins; null: none
   * @throws ApiException where nobody may answer, by the reason of those that came furthest
   */
  public Decision scored(
      String rule,
      Signals signals,
      List<String> among,
      @Nullable Priority priority,
      String requested,
      Request request) {
    return scored.scored(
        new Wish(rule, signals.task(), signals, own(priority, requested, request), false),
        among,
        request);
  }

  /**
   * The same decision with every model judged that it was made among, for whoever wants to know
   * why: decisions about requests that name their model are made without judging.
   */
  public Decision explained(Decision decision, Signals signals, Request request) {
    return decision.candidates().isEmpty()
        ? scored.explained(decision, signals, request)
        : decision;
  }

  private static @Nullable Priority own(
      @Nullable Priority ofRule, String requested, Request request) {
    Priority named = NameResolver.priorityOf(requested);
    if (named != null) {
      return named;
    }
    Priority asked = request.options().priority();
    return asked != null ? asked : ofRule;
  }

  private Priority priority(String requested, Request request) {
    Priority own = own(null, requested, request);
    return own != null ? own : configuration.gateway().routing().priority();
  }

  /** Whether the cost limit leaves enough for this model, once the call has cost this. */
  public boolean isPayable(Model model, Decision decision, Bill paid, Request request) {
    Price price = model.price();
    if (price == null) {
      return true;
    }
    Signals signals = decision.signals();
    double expected = signals == null ? 0 : scored.expectedOutput(model, signals);
    return CostLimit.of(request, configuration.gateway().routing())
            .after(paid.in(price.currency()))
            .excess(model, expected)
        == null;
  }

  /** The error of a gateway without a model that can be called. */
  static ApiException nobody() {
    return ApiException.of(
            503, "overloaded_error", "overloaded", "No model of this gateway can be called.")
        .withRetryAfter(30);
  }

  /** Who is asked when a vendor refuses the content; nobody unless gateway.yaml names a model. */
  public List<Candidate> contentFallback(Request request) {
    String name = configuration.gateway().routing().contentPolicyFallback();
    return name == null ? List.of() : only(name, request);
  }

  /** Whether one of these names, or aliases, is this model's. */
  public boolean areNamesOf(Model model, List<String> some) {
    return some.stream()
        .map(configuration.catalogue()::find)
        .anyMatch(other -> other != null && other.name().equals(model.name()));
  }

  /**
   * The deployments of this one model in the order of trying; none if it cannot answer the request.
   */
  public List<Candidate> only(String name, Request request) {
    Model model = configuration.catalogue().find(name);
    if (model == null || !Pool.isFor(model, request)) {
      return List.of();
    }
    try {
      return plan.of(request.needs().apply(List.of(model)), null);
    } catch (ApiException e) {
      return List.of();
    }
  }

  /**
   * The deployments of a decision in the order of trying. Those that cannot answer now come last of
   * all: an open breaker refuses at once, unless the deployment has recovered by then.
   */
  public List<Candidate> plan(Decision decision) {
    Affinity affinity = decision.affinity();
    return plan.of(decision.models(), affinity == null ? null : affinity.deployment());
  }
}
