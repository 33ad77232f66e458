package dev.caravan.routing;

import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import java.util.List;

/**
 * Which models may answer a request, and why.
 *
 * @param rule id of the rule that decided, as it stands in choose-model.camel.yaml
 * @param task what the request was taken for
 * @param models in the order of trying, not empty
 * @param reasoning one sentence for a person
 */
public record Decision(
    String rule, String task, Priority priority, List<Model> models, String reasoning) {
  public Decision {
    models = List.copyOf(models);
  }

  public Model first() {
    return models.getFirst();
  }
}
