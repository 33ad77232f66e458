package dev.caravan.routing;

import dev.caravan.access.Tenant;
import dev.caravan.api.ApiException;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Model;
import dev.caravan.cost.Cost;
import dev.caravan.cost.Price;
import dev.caravan.cost.Usage;
import dev.caravan.routing.Candidacy.Bar;
import dev.caravan.signals.Signals;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out about one request which models may answer it, what they would cost and how long they
 * would take. Used by one thread.
 */
final class Judge {
  private final GatewaySettings.Routing routing;
  private final Standing standing;
  private final OutputLengths lengths;
  private final Chooser.Request request;
  private final Signals signals;
  private final double usualOutput;
  private final CostLimit limit;
  private final @Nullable Cost budget;
  private final boolean stream;
  private final double patience;

  Judge(
      GatewaySettings.Routing routing,
      Standing standing,
      OutputLengths lengths,
      double usualOutput,
      Chooser.Request request,
      Signals signals) {
    this.routing = routing;
    this.standing = standing;
    this.lengths = lengths;
    this.usualOutput = usualOutput;
    this.request = request;
    this.signals = signals;
    this.limit = CostLimit.of(request, routing);
    this.budget = request.tenant().budget().remaining();
    this.stream = request.body().path("stream").asBoolean(false);
    this.patience = patience();
  }

  /** Seconds until the first token of a stream, or until a plain answer. */
  private double patience() {
    Duration own = request.options().deadline();
    Duration deadline = own == null ? routing.deadline() : own;
    Duration wish = request.options().firstToken();
    Duration shorter = wish != null && wish.compareTo(deadline) < 0 ? wish : deadline;
    return shorter.toNanos() / 1e9;
  }

  CostLimit limit() {
    return limit;
  }

  /** Judges one model, apart from how well it fits. */
  Candidacy judge(Model model) {
    Candidacy candidacy = new Candidacy(model);
    double expected = lengths.expected(signals.task(), model.name(), usualOutput);
    estimate(candidacy, expected);
    Tenant tenant = request.tenant();
    if (!tenant.mayUse(model.name())) {
      candidacy.exclude(Bar.PERMISSION, "the client's key may not use it");
      return candidacy;
    }
    Needs.Able able = request.needs().able(model, signals.tokens());
    ApiException lack = able.lack();
    if (lack != null) {
      candidacy.exclude(Bar.ABILITY, lack);
      return candidacy;
    }
    candidacy.model = able.model();
    Cost excess = limit.excess(model, expected, signals.tokens());
    if (excess != null) {
      candidacy.excess = excess;
      candidacy.exclude(Bar.COST, limit.words(excess));
      return candidacy;
    }
    if (limit.isSet() && model.price() == null) {
      candidacy.exclude(
          Bar.UNPRICED, "has no price, so that nobody knows whether it is within the limit");
      return candidacy;
    }
    if (budget != null && CostLimit.isOver(candidacy.estimate, budget, routing.rates())) {
      candidacy.exclude(Bar.BUDGET, "the client's budget has " + CostLimit.shown(budget) + " left");
      return candidacy;
    }
    look(candidacy, limit.expectedCompletion(model, expected));
    return candidacy;
  }

  /** Whether it is within the cost limit whatever the estimate of the prompt says. */
  boolean isAffordable(Candidacy candidacy) {
    double expected = lengths.expected(signals.task(), candidacy.model.name(), usualOutput);
    Cost excess = limit.excess(candidacy.model, expected);
    if (excess != null) {
      candidacy.excess = excess;
      candidacy.exclude(Bar.COST, limit.words(excess));
    }
    return excess == null;
  }

  private void estimate(Candidacy candidacy, double expected) {
    Price price = candidacy.model.price();
    if (price == null) {
      return;
    }
    long completion = Math.round(limit.expectedCompletion(candidacy.model, expected));
    Cost estimate = Cost.of(Usage.estimated(signals.tokens(), completion), price);
    candidacy.estimate = estimate;
    BigDecimal rate = routing.rates().rate(price.currency());
    if (rate != null) {
      candidacy.cost = estimate.amount().doubleValue() * rate.doubleValue();
    }
  }

  /** How its deployments stand: health of the best, pace of the fastest. */
  private void look(Candidacy candidacy, double completion) {
    List<Deployment> deployments = candidacy.model.deployments();
    double best = 0;
    double fastest = 0;
    double soonest = Double.MAX_VALUE;
    for (int i = 0; i < deployments.size(); i++) {
      Deployment deployment = deployments.get(i);
      if (standing.isOut(deployment)) {
        continue;
      }
      double health = standing.score(deployment);
      if (standing.isShort(deployment)) {
        health *= ScoreFormula.SHORT_OF_QUOTA;
      }
      best = Math.max(best, health);
      var tempo = standing.tempo(deployment);
      double seconds = tempo.seconds(completion);
      if (seconds > 0 && (fastest == 0 || seconds < fastest)) {
        fastest = seconds;
      }
      Duration first = stream ? tempo.firstToken() : tempo.total();
      soonest = Math.min(soonest, first == null ? 0 : first.toNanos() / 1e9);
    }
    candidacy.health = best;
    candidacy.seconds = fastest;
    candidacy.soonest = soonest;
    if (best == 0) {
      candidacy.exclude(
          Bar.STATE, "none of its vendors can be called: a breaker is open, or keys are refused");
    } else if (best < ScoreFormula.TOO_SICK) {
      candidacy.exclude(Bar.STATE, "its vendors fail too often of late");
    } else if (soonest > patience) {
      candidacy.exclude(
          Bar.LATENCY,
          "usually takes %d ms, more than %d ms"
              .formatted(Math.round(soonest * 1e3), Math.round(patience * 1e3)));
    }
  }
}
