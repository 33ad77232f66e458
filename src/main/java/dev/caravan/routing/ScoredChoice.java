package dev.caravan.routing;

import dev.caravan.config.Configuration;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.config.ScoringSettings;
import dev.caravan.config.TaskRouting;
import dev.caravan.routing.Chooser.Request;
import dev.caravan.routing.Conversations.Seat;
import dev.caravan.signals.Signals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses among models by what the request is about. */
final class ScoredChoice {
  private final GatewaySettings.Routing routing;
  private final Pool pool;
  private final Standing standing;
  private final Experience experience;
  private final TaskProfiles tasks;
  private final RandomGenerator random;

  ScoredChoice(
      Configuration configuration,
      Pool pool,
      Standing standing,
      Experience experience,
      TaskProfiles tasks,
      RandomGenerator random) {
    this.routing = configuration.gateway().routing();
    this.pool = pool;
    this.standing = standing;
    this.experience = experience;
    this.tasks = tasks;
    this.random = random;
  }

  /**
   * What a rule says about a request.
   *
   * @param ladder whether each model that it names is a rung of an escalation, and none a fallback
   */
  record Wish(
      String rule, String task, Signals signals, @Nullable Priority priority, boolean ladder) {}

  /** See {@link Chooser#scored}. */
  Decision scored(Wish wish, List<String> among, Request request) {
    Signals signals = wish.signals();
    TaskRouting own = routing.tasks().getOrDefault(signals.task(), TaskRouting.NONE);
    boolean named = !own.models().isEmpty();
    boolean inOrder = named && own.priority() == null;
    List<String> first = inOrder ? own.models() : List.of();
    if (!named && among.isEmpty()) {
      first = routing.first();
    }
    List<Model> entrants = pool.named(named && !inOrder ? own.models() : among, request);
    Priority asked = wish.priority() == null ? own.priority() : wish.priority();
    if (asked == null) {
      asked = routing.priority();
    }
    Contest contest = contest(signals, asked, request);
    contest.enter(entrants);
    if (!Pool.mayUseAny(entrants, request)) {
      contest.enter(pool.all(request));
    }
    return decide(contest, wish, asked, pool.named(first, request), true, request);
  }

  /**
   * See {@link Chooser#preferred(String, String, Signals, List, boolean, Priority, String,
   * Request)}.
   */
  Decision preferred(Wish wish, List<String> preferred, Request request) {
    Priority asked = wish.priority() == null ? routing.priority() : wish.priority();
    Contest contest = contest(wish.signals(), asked, request);
    List<Model> first = pool.named(preferred, request);
    boolean fill = false;
    if (!Pool.mayUseAny(first, request)) {
      Model usual = pool.byDefault(request);
      fill = usual == null;
      if (usual == null) {
        contest.enter(pool.all(request));
      } else {
        first.add(usual);
      }
    }
    return decide(contest, wish, asked, first, fill, request);
  }

  /** The same decision, with every model that it was made among judged. */
  Decision explained(Decision decision, Signals signals, Request request) {
    Contest contest = contest(signals, decision.priority(), request);
    contest.enter(decision.models());
    contest.admit(decision.models());
    contest.enter(pool.fallbacks(request));
    contest.score(routing.rates());
    return new Decision(
        decision.rule(),
        decision.task(),
        decision.priority(),
        decision.models(),
        decision.reasoning(),
        contest.evaluations(),
        signals,
        decision.affinity());
  }

  /** Tokens that an answer of this model is expected to have. */
  double expectedOutput(Model model, Signals signals) {
    String task = signals.task();
    return experience.lengths().expected(task, model.name(), tasks.usualOutput(task));
  }

  private Contest contest(Signals signals, Priority priority, Request request) {
    Judge judge =
        new Judge(
            routing,
            standing,
            experience.lengths(),
            tasks.usualOutput(signals.task()),
            request,
            signals);
    return new Contest(
        judge, signals, tasks.strengths(signals.task()), priority, routing.scoring());
  }

  /**
   * Puts models in order: those that go before the scores, or the one that is drawn, then the
   * fallbacks, then the others by rank.
   */
  private Decision decide(
      Contest contest,
      Wish wish,
      Priority priority,
      List<Model> first,
      boolean fill,
      Request request) {
    List<Model> fallbacks = pool.fallbacks(request);
    contest.standBy(first);
    contest.standBy(fallbacks);
    contest.score(routing.rates());
    List<Candidacy> ranking = contest.ranking();
    List<Candidacy> head = open(contest, first);
    Affinity affinity = null;
    String reasoning;
    if (!head.isEmpty()) {
      reasoning = "The rules or the configuration name " + head.getFirst().model.name() + ".";
    } else if (ranking.isEmpty()) {
      reasoning = "None of the models that were named may answer; ";
    } else {
      String conversation = conversation(request);
      Seat seat = conversation == null ? null : experience.conversations().find(conversation);
      Candidacy stays = seat == null ? null : stays(contest, ranking.getFirst(), seat);
      if (conversation != null) {
        affinity =
            new Affinity(
                conversation, stays == null ? null : Objects.requireNonNull(seat).deployment());
      }
      Candidacy chosen = stays == null ? contest.draw(ranking, random) : stays;
      head = List.of(chosen);
      reasoning = words(contest, wish.signals(), priority, chosen, stays != null, ranking.size());
    }
    List<Model> models =
        chain(contest, head, wish.ladder(), fallbacks, fill ? ranking : List.of(), request);
    if (head.isEmpty()) {
      reasoning += models.getFirst().name() + " is asked first.";
    } else if (!head.getFirst().isOpen()) {
      reasoning = instead(wish.signals(), priority, head.getFirst(), models.getFirst());
    }
    return new Decision(
        wish.rule(),
        wish.task(),
        priority,
        models,
        reasoning,
        contest.evaluations(),
        wish.signals(),
        affinity);
  }

  private static List<Candidacy> open(Contest contest, List<Model> models) {
    List<Candidacy> open = new ArrayList<>(models.size());
    for (Model model : models) {
      Candidacy candidacy = contest.open(model.name());
      if (candidacy != null) {
        open.add(candidacy);
      }
    }
    return open;
  }

  private List<Model> chain(
      Contest contest,
      List<Candidacy> head,
      boolean ladder,
      List<Model> fallbacks,
      List<Candidacy> ranking,
      Request request) {
    boolean own = request.options().fallbacks() != null;
    Map<String, Candidacy> ordered = new LinkedHashMap<>();
    for (Candidacy each : own && !ladder && !head.isEmpty() ? head.subList(0, 1) : head) {
      if (!ladder || contest.isAffordable(each)) {
        ordered.putIfAbsent(each.model.name(), each);
      }
    }
    int most = (ladder ? Math.max(1, ordered.size()) : 1) + routing.maxFallbacks();
    for (Candidacy each : open(contest, fallbacks)) {
      ordered.putIfAbsent(each.model.name(), each);
    }
    if (!own) {
      for (Candidacy each : ranking) {
        ordered.putIfAbsent(each.model.name(), each);
      }
    }
    return contest.affordable(ordered.values(), most, routing.rates());
  }

  private @Nullable String conversation(Request request) {
    return routing.scoring().sticky().enabled()
        ? StickyKey.of(request.tenant().id(), request.body())
        : null;
  }

  private @Nullable Candidacy stays(Contest contest, Candidacy best, Seat seat) {
    Candidacy candidacy = contest.open(seat.model());
    ScoringSettings.Sticky sticky = routing.scoring().sticky();
    return candidacy != null
            && !contest.isHurried()
            && candidacy.score >= best.score * (1 - sticky.tolerance() / 100.0)
        ? candidacy
        : null;
  }

  private static String words(
      Contest contest,
      Signals signals,
      Priority priority,
      Candidacy chosen,
      boolean stays,
      int count) {
    String model = chosen.model.name();
    if (contest.isHurried()) {
      return "No model is known to answer in time; " + model + " is the fastest.";
    }
    String what = about(signals, priority);
    return stays
        ? what + "the conversation stays with " + model + "."
        : what + model + " is the best or nearly the best of " + count + ".";
  }

  /** Where a count of the prompt's tokens has left out who was wanted. */
  private static String instead(Signals signals, Priority priority, Candidacy wanted, Model first) {
    return about(signals, priority)
        + wanted.model.name()
        + " "
        + wanted.reason
        + "; "
        + first.name()
        + " is asked first.";
  }

  private static String about(Signals signals, Priority priority) {
    return signals.task()
        + ", difficulty "
        + Math.round(signals.difficulty() * 100) / 100.0
        + ", "
        + priority.name().toLowerCase(Locale.ROOT)
        + ": ";
  }
}
