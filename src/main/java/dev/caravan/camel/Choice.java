package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.call.Escalation;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.ChatNeeds;
import dev.caravan.routing.Chooser;
import dev.caravan.routing.Decision;
import dev.caravan.routing.EmbeddingNeeds;
import dev.caravan.routing.Needs;
import dev.caravan.routing.Shares;
import dev.caravan.routing.StickyKey;
import dev.caravan.signals.Signals;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bean {@code choose}: what the rules of choose-model.camel.yaml do. */
public final class Choice {
  private final Chooser chooser;
  private final Supplier<Chooser> rehearsed;
  private final AttemptRules rules;
  private final GatewaySettings.Routing routing;
  private final LossPolicies lossPolicies;
  private final Shadows shadows;

  /**
   * The choice of one generation.
   *
   * @param rehearsed makes the chooser of a call that nobody made
   */
  Choice(
      Chooser chooser,
      Supplier<Chooser> rehearsed,
      GatewaySettings.Routing routing,
      LossPolicies lossPolicies,
      AttemptRules rules,
      Shadows shadows) {
    this.chooser = chooser;
    this.rehearsed = rehearsed;
    this.rules = rules;
    this.routing = routing;
    this.lossPolicies = lossPolicies;
    this.shadows = shadows;
  }

  /** The model that the request names: catalogue name, alias, or provider/model. */
  public void named(Call call) {
    decide(call, asNamed(call));
  }

  /**
   * The first of these models that can be called.
   *
   * @param rule goes to {@code x-caravan-rule}
   * @param models catalogue names, separated by commas; empty: the default model
   */
  public void models(Call call, String rule, String models) {
    decide(call, preferred(call, rule, names(models), false));
  }

  /**
   * The model that scores best, of all or of these; for a request that names its model, that one.
   *
   * <p>Rules may leave the last argument out. An overload for that would be ambiguous to Camel,
   * which counts the commas of a list in quotes as those between arguments.
   *
   * @param rule goes to {@code x-caravan-rule}
   * @param among catalogue names, separated by commas; null or empty: all
   */
  public void score(Call call, String rule, @Nullable String among) {
    decide(call, scored(call, rule, among == null ? List.of() : names(among), null));
  }

  /**
   * The model that scores best of all when the request is optimised for this, which its client did
   * not say anything about; for a request that names its model, that one.
   *
   * @param rule goes to {@code x-caravan-rule}
   * @param priority {@code speed}, {@code quality}, {@code cost} or {@code balanced}
   */
  public void priority(Call call, String rule, String priority) {
    decide(
        call,
        scored(call, rule, List.of(), Priority.valueOf(priority.strip().toUpperCase(Locale.ROOT))));
  }

  /**
   * One of these models by its share: always the same one for the same user, else for the same
   * conversation. Those that cannot answer leave their share to the others.
   *
   * @param rule goes to {@code x-caravan-rule}, and is the name of the split
   * @param shares for example {@code model-a: 90, model-b: 10}, 100 together
   */
  public void split(Call call, String rule, String shares) {
    String key = rule + '\n' + StickyKey.of(call.tenant().id(), call.request());
    List<String> arms = Shares.parseWhole(shares).order(key);
    Decision decision = preferred(call, rule, arms, false);
    if (chooser(call).areNamesOf(decision.first(), arms)) {
      call.experiment().belongsTo(rule, decision.first().name());
    }
    decide(call, decision);
  }

  /**
   * The first of these models that can be called, whose answer is looked at before the client gets
   * it: where it is a refusal, empty, not in the form that was asked for, or unsure of itself, the
   * next of them is asked.
   *
   * @param rule goes to {@code x-caravan-rule}
   * @param models catalogue names, the cheapest first, separated by commas
   */
  public void escalate(Call call, String rule, String models) {
    List<String> names = names(models);
    Decision decision = preferred(call, rule, names, true);
    List<String> ladder =
        decision.models().stream()
            .filter(model -> chooser.areNamesOf(model, names))
            .map(Model::name)
            .toList();
    if (call.front().operation() == Operation.CHAT && ladder.size() > 1) {
      call.escalates(new Escalation(ladder));
    }
    decide(call, decision);
  }

  /**
   * Has a share of the calls asked of other models too, whose answers nobody gets. It decides
   * nothing: the rule needs an action beside it.
   *
   * @param rule whose calls are mirrored
   * @param shares for example {@code model-a: 5}, at most 100 together
   */
  public void shadow(Call call, String rule, String shares) {
    if (call.front().isDecisionOnly()) {
      return;
    }
    shadows.consider(call, rule, task(call), Shares.parse(shares), request(call));
  }

  private Decision asNamed(Call call) {
    return chooser(call).named(call.requestedModel(), request(call));
  }

  /** Nothing is known to score a request by that names its model, and nobody asked for that. */
  private Decision scored(Call call, String rule, List<String> among, @Nullable Priority priority) {
    Signals signals = call.signals();
    return signals == null
        ? asNamed(call)
        : chooser(call)
            .scored(rule, signals, among, priority, call.requestedModel(), request(call));
  }

  private Decision preferred(Call call, String rule, List<String> models, boolean ladder) {
    Signals signals = call.signals();
    return signals == null
        ? chooser(call)
            .preferred(rule, task(call), models, ladder, call.requestedModel(), request(call))
        : chooser(call)
            .preferred(
                rule,
                task(call),
                signals,
                models,
                ladder,
                null,
                call.requestedModel(),
                request(call));
  }

  /** Rules above that for named models decide about requests without signals, too. */
  private static String task(Call call) {
    Signals signals = call.signals();
    return signals == null ? "explicit" : signals.task();
  }

  /**
   * The decision about a call with every model judged that it was made among, which takes a look at
   * requests that name their model too.
   */
  Decision explained(Call call, Function<Call, Signals> reader) {
    Decision decision = call.decision();
    if (decision == null) {
      throw new IllegalStateException("no rule of choose-model decided");
    }
    Signals known = decision.signals();
    return chooser(call)
        .explained(decision, known == null ? reader.apply(call) : known, request(call));
  }

  private Chooser chooser(Call call) {
    return call.rehearsal() == null ? chooser : rehearsed.get();
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  private Chooser.Request request(Call call) {
    Operation operation = call.front().operation();
    return new Chooser.Request(
        operation,
        call.request(),
        call.bodyBytes(),
        call.options(),
        needs(operation, call),
        call.tenant());
  }

  private Needs needs(Operation operation, Call call) {
    return switch (operation) {
      case CHAT ->
          new ChatNeeds(
              call.request(),
              call.bodyBytes(),
              lossPolicies,
              call.front().ownDialect(call.ownRequest()),
              call.front().nativeOnly(call.ownRequest()));
      case EMBEDDINGS -> new EmbeddingNeeds(call.request(), call.bodyBytes());
    };
  }

  private void decide(Call call, Decision decision) {
    Duration own = call.options().deadline();
    Duration deadline = own == null ? routing.deadline() : own;
    Attempts.Plan plan =
        new Attempts.Plan(
            chooser(call).plan(decision),
            () -> chooser(call).contentFallback(request(call)),
            call.isStream(),
            candidate -> isPayable(call, decision, candidate));
    call.bill().exchangesBy(routing.rates());
    call.decide(decision, new Attempts(plan, rules, call.startedNanos() + deadline.toNanos()));
  }

  /** The cost limit is for all answers together of a call that may pay for several. */
  private boolean isPayable(Call call, Decision decision, Candidate candidate) {
    return call.escalation() == null
        || call.charges().isEmpty()
        || chooser(call).isPayable(candidate.model(), decision, call.bill(), request(call));
  }
}
