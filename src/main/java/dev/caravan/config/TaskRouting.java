package dev.caravan.config;

import dev.caravan.config.GatewaySettings.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decided for one task.
 *
 * @param models catalogue names; without a priority they are tried in this order, with one they are
 *     scored among themselves; none: all models are scored
 * @param priority null: none of the task's own
 */
public record TaskRouting(List<String> models, @Nullable Priority priority) {
  /** Nothing: the scores decide. */
  public static final TaskRouting NONE = new TaskRouting(List.of(), null);

  public TaskRouting {
    models = List.copyOf(models);
  }
}
