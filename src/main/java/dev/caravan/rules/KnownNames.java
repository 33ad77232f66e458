package dev.caravan.rules;

import dev.caravan.config.Catalogue;
import dev.caravan.config.Configuration;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.config.SignalFact;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The names that rules may use.
 *
 * @param models names and aliases of models.yaml
 * @param chatting those of them that can be asked for chats
 * @param tasks of signals.yaml
 * @param lists of signals.yaml, with the facts that are not in it
 * @param variables that the gateway sets
 */
public record KnownNames(
    Set<String> models,
    Set<String> chatting,
    Set<String> tasks,
    Set<String> lists,
    Set<String> variables) {
  public KnownNames {
    models = ordered(models);
    chatting = ordered(chatting);
    tasks = ordered(tasks);
    lists = ordered(lists);
    variables = ordered(variables);
  }

  /**
   * Those of a configuration.
   *
   * @param variables that the gateway sets
   */
  public static KnownNames of(Configuration configuration, Set<String> variables) {
    Catalogue catalogue = configuration.catalogue();
    Set<String> models = new LinkedHashSet<>(catalogue.models().keySet());
    models.addAll(catalogue.aliases().keySet());
    Set<String> chatting = new LinkedHashSet<>(models);
    chatting.removeIf(
        name -> {
          Model model = catalogue.find(name);
          return model == null || !model.answers(Operation.CHAT);
        });
    Set<String> lists = new LinkedHashSet<>(configuration.signals().lists().keySet());
    SignalFact.byId().keySet().stream().sorted().forEach(lists::add);
    return new KnownNames(
        models, chatting, configuration.signals().tasks().keySet(), lists, variables);
  }

  private static Set<String> ordered(Collection<String> names) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }
}
