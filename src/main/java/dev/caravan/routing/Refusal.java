package dev.caravan.routing;

import dev.caravan.api.ApiException;
import dev.caravan.cost.Cost;
import dev.caravan.cost.ExchangeRates;
import dev.caravan.routing.Candidacy.Bar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a client is told whose request nobody may answer. */
final class Refusal {
  private static final String TOO_LONG = "context_length_exceeded";

  private Refusal() {}

  /**
   * The reason of those candidates that came furthest, for they are what the client is nearest to:
   * money before abilities, these before permissions.
   */
  static ApiException of(Collection<Candidacy> all, CostLimit limit, ExchangeRates rates) {
    List<Cost> excesses = new ArrayList<>();
    Candidacy unable = null;
    boolean poor = false;
    boolean forbidden = false;
    for (Candidacy each : all) {
      poor |= each.bar == Bar.BUDGET;
      forbidden |= each.bar == Bar.PERMISSION;
      Cost excess = each.excess;
      if (each.bar == Bar.COST && excess != null) {
        excesses.add(excess);
      }
      if (each.bar == Bar.ABILITY && (unable == null || room(each) > room(unable))) {
        unable = each;
      }
    }
    if (poor) {
      return Permission.budgetSpent();
    }
    if (!excesses.isEmpty()) {
      return limit.none(excesses, rates);
    }
    ApiException lack = unable == null ? null : unable.error;
    if (lack != null) {
      return lack;
    }
    return forbidden ? Permission.none() : Chooser.nobody();
  }

  /** The window of a model that is too small; 0 for one that lacks something else. */
  private static int room(Candidacy unable) {
    ApiException error = unable.error;
    return error != null && error.code().equals(TOO_LONG) ? unable.model.contextWindow() : 0;
  }
}
