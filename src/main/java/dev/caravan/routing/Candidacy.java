package dev.caravan.routing;

import dev.caravan.api.ApiException;
import dev.caravan.config.Model;
import dev.caravan.cost.Cost;
import org.jspecify.annotations.Nullable;

/** One model on its way through judging; used by one thread. */
final class Candidacy {
  /** Why it may not answer, in the order in which that is asked. */
  enum Bar {
    /** The tenant's key may not use it. */
    PERMISSION,
    /** It or its vendors cannot do what is asked. */
    ABILITY,
    /** It may cost more than the request allows. */
    COST,
    /** The tenant cannot pay for it. */
    BUDGET,
    /** It has no price, and there is a limit; left where no model has one. */
    UNPRICED,
    /** It does not answer at the moment; left where nobody does. */
    STATE,
    /** It is known to be too slow; left where everybody is. */
    LATENCY
  }

  /** With the deployments that can answer, as far as that was judged. */
  Model model;

  /** Whether it may be chosen by its score; else it only stands by for when others failed. */
  boolean competes = true;

  double fit;

  /** Of what is wanted, and the language, above 0 to 1. */
  double match;

  double health;

  /** Of a whole answer, by the fastest of its vendors; 0: unknown. */
  double seconds;

  /** Usual seconds until the client sees something; 0: unknown for one of its vendors. */
  double soonest;

  /** Expected cost in the base currency; negative: unpriced. */
  double cost = -1;

  double priority;
  double score;
  @Nullable Cost estimate;

  /** What it may cost, where that is over the limit. */
  @Nullable Cost excess;

  @Nullable Bar bar;
  @Nullable String reason;
  @Nullable ApiException error;

  Candidacy(Model model) {
    this.model = model;
  }

  boolean isOpen() {
    return bar == null;
  }

  void exclude(Bar by, String words) {
    bar = by;
    reason = words;
  }

  void exclude(Bar by, ApiException because) {
    bar = by;
    reason = because.text();
    error = because;
  }

  /** It may answer after all. */
  void admit() {
    bar = null;
    reason = null;
  }

  Evaluation evaluation() {
    return new Evaluation(
        model.name(), isOpen() ? score : 0, match, health, priority, estimate, reason);
  }
}
