package dev.caravan.routing;

import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.signals.Signals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which models may answer a request, and why.
 *
 * @param rule id of the rule that decided, as it stands in choose-model.camel.yaml
 * @param task what the request was taken for
 * @param models in the order of trying, not empty
 * @param reasoning one sentence for a person
 * @param candidates every model that was judged, the best first, those that may not answer last;
 *     empty where nothing was scored
 * @param signals what the request is about; null where the client named the model
 * @param affinity where the conversation stays; null: nowhere
 */
public record Decision(
    String rule,
    String task,
    Priority priority,
    List<Model> models,
    String reasoning,
    List<Evaluation> candidates,
    @Nullable Signals signals,
    @Nullable Affinity affinity) {
  public Decision {
    models = List.copyOf(models);
    candidates = List.copyOf(candidates);
  }

  /** A decision for which nothing had to be judged. */
  public Decision(
      String rule, String task, Priority priority, List<Model> models, String reasoning) {
    this(rule, task, priority, models, reasoning, List.of(), null, null);
  }

  /** A decision about a conversation that stays nowhere. */
  public Decision(
      String rule,
      String task,
      Priority priority,
      List<Model> models,
      String reasoning,
      List<Evaluation> candidates,
      @Nullable Signals signals) {
    this(rule, task, priority, models, reasoning, candidates, signals, null);
  }

  /** The same without what signals keep of the prompt for rules to look into. */
  public Decision withoutText() {
    return signals == null
        ? this
        : new Decision(
            rule,
            task,
            priority,
            models,
            reasoning,
            candidates,
            signals.withoutMessage(),
            affinity);
  }

  public Model first() {
    return models.getFirst();
  }
}
