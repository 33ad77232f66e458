package dev.caravan.routing;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.config.ScoringSettings;
import java.util.Collection;

/**
 * What choosing has learned from the calls so far; it outlives configurations.
 *
 * @param lengths of answers
 * @param conversations where they are
 */
public record Experience(OutputLengths lengths, Conversations conversations) {
  /** None yet. */
  public static Experience none() {
    return new Experience(new OutputLengths(), new Conversations(Ticker.systemTicker()));
  }

  /** Takes on what a new configuration says. */
  public void apply(ScoringSettings settings, Collection<String> models) {
    lengths.retain(models);
    conversations.apply(settings.sticky());
  }
}
