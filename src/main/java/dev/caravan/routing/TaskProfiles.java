package dev.caravan.routing;

import java.util.Map;

/** What tasks ask of the models that do them. */
public interface TaskProfiles {
  /** The strengths that the task wants, each with its weight above 0; empty: none in particular. */
  Map<String, Double> strengths(String task);

  /** Tokens of a usual answer, before any was seen. */
  double usualOutput(String task);
}
