package dev.caravan.routing;

import dev.caravan.api.ApiException;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.config.ScoringSettings;
import dev.caravan.cost.ExchangeRates;
import dev.caravan.routing.Candidacy.Bar;
import dev.caravan.signals.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The models that may answer one request, judged and scored. Used by one thread. */
final class Contest {
  private static final Comparator<Candidacy> BEST_FIRST =
      Comparator.comparingDouble((Candidacy each) -> each.score).reversed();
  private static final Comparator<Candidacy> SOONEST_FIRST =
      Comparator.comparingDouble(each -> each.soonest);

  private final Judge judge;
  private final Signals signals;
  private final Priority priority;
  private final ScoringSettings settings;
  private final Wanted wanted;
  private final Map<String, Candidacy> all = new LinkedHashMap<>();
  private boolean hurried;

  /**
   * A contest without candidates.
   *
   * @param strengths wanted by the task, each with its weight
   */
  Contest(
      Judge judge,
      Signals signals,
      Map<String, Double> strengths,
      Priority priority,
      ScoringSettings settings) {
    this.judge = judge;
    this.signals = signals;
    this.priority = priority;
    this.settings = settings;
    this.wanted = new Wanted(strengths, signals.language());
  }

  /** Lets these compete. */
  void enter(Collection<Model> models) {
    add(models, true);
  }

  /** Judges these too, who are asked when others failed, and do not compete with them. */
  void standBy(Collection<Model> models) {
    add(models, false);
  }

  private void add(Collection<Model> models, boolean competes) {
    for (Model model : models) {
      if (!all.containsKey(model.name())) {
        Candidacy candidacy = judge.judge(model);
        candidacy.competes = competes;
        candidacy.fit = wanted.fit(model);
        candidacy.match = ScoreFormula.match(candidacy.fit, wanted.language(model));
        all.put(model.name(), candidacy);
      }
    }
  }

  /**
   * Scores all that entered.
   *
   * @throws ApiException where nobody is left
   */
  void score(ExchangeRates rates) {
    admitLastResort(rates);
    double cheapest = Double.MAX_VALUE;
    int heaviest = 1;
    double[] costs = new double[all.size()];
    int priced = 0;
    for (Candidacy each : all.values()) {
      if (each.isOpen() && each.competes) {
        heaviest = Math.max(heaviest, each.model.weight());
        if (each.cost >= 0) {
          cheapest = Math.min(cheapest, each.cost);
          costs[priced++] = each.cost;
        }
      }
    }
    Arrays.sort(costs, 0, priced);
    double median = priced == 0 ? 0 : costs[priced / 2];
    for (Candidacy each : all.values()) {
      if (each.isOpen()) {
        score(each, cheapest, median, heaviest);
      }
    }
  }

  private void score(Candidacy each, double cheapest, double median, int heaviest) {
    double difficulty = signals.difficulty();
    double cost = ScoreFormula.cost(cheapest, each.cost >= 0 ? each.cost : median);
    double speed = ScoreFormula.speed(each.seconds, settings.usualTime().toNanos() / 1e9);
    double depth =
        each.model.strengths().isEmpty()
            ? ScoreFormula.UNDECLARED
            : each.model.strengths().contains(ScoreFormula.DEPTH) ? 1 : 0;
    double quality =
        ScoreFormula.quality((double) each.model.weight() / heaviest, each.fit, depth, difficulty);
    each.priority = ScoreFormula.priority(priority, cost, speed, quality, difficulty, settings);
    // Of those that do not answer, one is as good as the other.
    double health = each.health == 0 ? 1 : each.health;
    each.score = each.match * health * each.priority;
  }

  /** Where nobody is open: the slow ones are, else those that do not answer at the moment. */
  private void admitLastResort(ExchangeRates rates) {
    if (anyOpen()) {
      return;
    }
    hurried = admit(Bar.LATENCY);
    if (!hurried && !admit(Bar.STATE) && (anyTooDear() || !admit(Bar.UNPRICED))) {
      throw refusal(rates);
    }
  }

  private boolean anyTooDear() {
    for (Candidacy each : all.values()) {
      if (each.bar == Bar.COST) {
        return true;
      }
    }
    return false;
  }

  private boolean anyOpen() {
    for (Candidacy each : all.values()) {
      if (each.isOpen()) {
        return true;
      }
    }
    return false;
  }

  /** These may answer whatever was found out about them: it is decided. */
  void admit(Collection<Model> decided) {
    for (Model model : decided) {
      Candidacy candidacy = all.get(model.name());
      if (candidacy != null) {
        candidacy.admit();
      }
    }
  }

  private boolean admit(Bar bar) {
    boolean any = false;
    for (Candidacy each : all.values()) {
      if (each.bar == bar) {
        each.admit();
        any = true;
      }
    }
    return any;
  }

  /** Whether nobody is known to be fast enough, so that the fastest is to be asked first. */
  boolean isHurried() {
    return hurried;
  }

  /** Those that compete and may answer, the best first. */
  List<Candidacy> ranking() {
    return ranked(each -> each.competes);
  }

  private List<Candidacy> ranked(Predicate<Candidacy> which) {
    List<Candidacy> open = new ArrayList<>(all.size());
    for (Candidacy each : all.values()) {
      if (each.isOpen() && which.test(each)) {
        open.add(each);
      }
    }
    open.sort(hurried ? SOONEST_FIRST : BEST_FIRST);
    return open;
  }

  /** One of these that may answer; null: it may not. */
  @Nullable Candidacy open(String model) {
    Candidacy candidacy = all.get(model);
    return candidacy != null && candidacy.isOpen() ? candidacy : null;
  }

  /**
   * Draws one of those that are nearly as good as the best, by their weights.
   *
   * @param ranking not empty, the best first
   */
  Candidacy draw(List<Candidacy> ranking, RandomGenerator random) {
    Candidacy best = ranking.getFirst();
    if (hurried) {
      return best;
    }
    double least = best.score * (1 - settings.nearEqual() / 100.0);
    int near = 0;
    long total = 0;
    while (near < ranking.size() && ranking.get(near).score >= least) {
      total += Math.max(1, ranking.get(near).model.weight());
      near++;
    }
    if (near == 1) {
      return best;
    }
    long at = random.nextLong(total);
    int place = 0;
    while (place < near - 1 && at >= Math.max(1, ranking.get(place).model.weight())) {
      at -= Math.max(1, ranking.get(place).model.weight());
      place++;
    }
    return ranking.get(place);
  }

  /**
   * The first of these that are within the cost limit beyond doubt; where the prompt's length was
   * an estimate and matters, its tokens are counted now.
   *
   * @throws ApiException 400 {@code no_model_within_cost} if none is
   */
  List<Model> affordable(Collection<Candidacy> ordered, int most, ExchangeRates rates) {
    List<Model> models = new ArrayList<>(most);
    for (Candidacy each : ordered) {
      if (judge.isAffordable(each)) {
        models.add(each.model);
        if (models.size() == most) {
          break;
        }
      }
    }
    if (models.isEmpty()) {
      throw refusal(rates);
    }
    return models;
  }

  /** Whether this one is within the cost limit beyond doubt. */
  boolean isAffordable(Candidacy candidacy) {
    return judge.isAffordable(candidacy);
  }

  /** All that entered: those that may answer by rank, then the others. */
  List<Evaluation> evaluations() {
    List<Evaluation> evaluations = new ArrayList<>(all.size());
    for (Candidacy each : ranked(any -> true)) {
      evaluations.add(each.evaluation());
    }
    for (Candidacy each : all.values()) {
      if (!each.isOpen()) {
        evaluations.add(each.evaluation());
      }
    }
    return evaluations;
  }

  private ApiException refusal(ExchangeRates rates) {
    return Refusal.of(all.values(), judge.limit(), rates);
  }
}
