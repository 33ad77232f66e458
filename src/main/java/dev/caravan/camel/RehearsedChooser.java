package dev.caravan.camel;

import dev.caravan.config.Configuration;
import dev.caravan.routing.Chooser;
import dev.caravan.routing.Experience;
import dev.caravan.routing.NothingKnown;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Choosers for calls that nobody made. Each knows nothing of vendors and draws as all the others
 * did, so that what comes of a call depends on the call and on the operator's files alone.
 */
final class RehearsedChooser implements Supplier<Chooser> {
  private static final long SEED = 1;

  private final Supplier<Configuration> source;
  private final Experience nothingLearned = Experience.none();
  private @Nullable Configuration configuration;

  /**
   * @param source read at the first rehearsal
   */
  RehearsedChooser(Supplier<Configuration> source) {
    this.source = source;
  }

  @Override
  public synchronized Chooser get() {
    Configuration read = configuration;
    if (read == null) {
      read = source.get();
      configuration = read;
    }
    return new Chooser(read, new NothingKnown(), nothingLearned, new SplittableRandom(SEED));
  }
}
