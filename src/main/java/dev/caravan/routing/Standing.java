package dev.caravan.routing;

import dev.caravan.config.Deployment;
import dev.caravan.resilience.Tempo;

/** How deployments stand at the moment, as far as the order of trying depends on it. */
public interface Standing {
  /**
   * Whether it cannot answer: its circuit breaker is open, or all keys of its provider are refused.
   */
  boolean isOut(Deployment deployment);

  /** Whether it is so close to one of its vendor's limits that it should be spared. */
  boolean isShort(Deployment deployment);

  /** How far it is to be trusted: above 0, at most 1; 1 where nothing is known. */
  double score(Deployment deployment);

  /** Its usual times, as far as enough answers were seen. */
  Tempo tempo(Deployment deployment);
}
