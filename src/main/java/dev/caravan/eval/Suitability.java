package dev.caravan.eval;

import dev.caravan.config.Configuration;
import dev.caravan.config.Model;
import dev.caravan.config.SignalSettings.Task;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model suits a prompt, by what its author says of the prompt and what models.yaml says
 * of the model; the gateway's own reading of the prompt plays no part. A prompt wants a model with
 * a strength that its task wants, and a hard one a strong model besides, of at least a certain
 * weight.
 */
final class Suitability {
  private final Configuration configuration;
  private final int strongWeight;

  /**
   * @param strongWeight least weight of a strong model
   */
  Suitability(Configuration configuration, int strongWeight) {
    this.configuration = configuration;
    this.strongWeight = strongWeight;
  }

  int strongWeight() {
    return strongWeight;
  }

  /** Whether who answered suits the prompt; nobody suits one that was not answered. */
  boolean suits(Answered answered) {
    Model model = configuration.catalogue().find(answered.model());
    if (model == null || answered.failure() != null) {
      return false;
    }
    return hasWantedStrength(model, answered.prompt().task())
        && (answered.prompt().difficulty() != Difficulty.HARD || isStrong(model));
  }

  /**
   * Whether it suits, or is a strong model and the prompt is not hard: a strong model does well
   * what is none of its strengths.
   */
  boolean isEnough(Answered answered) {
    return suits(answered)
        || (answered.failure() == null
            && answered.prompt().difficulty() != Difficulty.HARD
            && isStrong(configuration.catalogue().find(answered.model())));
  }

  private boolean isStrong(@Nullable Model model) {
    return model != null && model.weight() >= strongWeight;
  }

  private boolean hasWantedStrength(Model model, String name) {
    @Nullable Task task = configuration.signals().task(name);
    Set<String> wanted = task == null ? Set.of() : task.strengths().keySet();
    return wanted.isEmpty() || wanted.stream().anyMatch(model.strengths()::contains);
  }
}
