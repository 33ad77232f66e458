package dev.caravan.routing;

import dev.caravan.config.Deployment;
import dev.caravan.resilience.Tempo;

/** Deployments that were never called: all of them well, none of them measured. */
public final class NothingKnown implements Standing {
  @Override
  public boolean isOut(Deployment deployment) {
    return false;
  }

  @Override
  public boolean isShort(Deployment deployment) {
    return false;
  }

  @Override
  public double score(Deployment deployment) {
    return 1;
  }

  @Override
  public Tempo tempo(Deployment deployment) {
    return Tempo.UNKNOWN;
  }
}
