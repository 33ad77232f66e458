package dev.caravan.rules;

import dev.caravan.config.Configuration;
import dev.caravan.config.SignalFact;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The names that rules may use.
 *
 * @param models names and aliases of models.yaml
 * @param tasks of signals.yaml
 * @param lists of signals.yaml, with the facts that are not in it
 */
public record KnownNames(Set<String> models, Set<String> tasks, Set<String> lists) {
  public KnownNames {
    models = ordered(models);
    tasks = ordered(tasks);
    lists = ordered(lists);
  }

  /** Those of a configuration. */
  public static KnownNames of(Configuration configuration) {
    Set<String> models = new LinkedHashSet<>(configuration.catalogue().models().keySet());
    models.addAll(configuration.catalogue().aliases().keySet());
    Set<String> lists = new LinkedHashSet<>(configuration.signals().lists().keySet());
    SignalFact.byId().keySet().stream().sorted().forEach(lists::add);
    return new KnownNames(models, configuration.signals().tasks().keySet(), lists);
  }

  private static Set<String> ordered(Collection<String> names) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }
}
