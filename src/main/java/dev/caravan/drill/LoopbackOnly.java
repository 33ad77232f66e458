package dev.caravan.drill;

import dev.caravan.config.Catalogue;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to it that a rehearsal asks nobody but this machine. */
public final class LoopbackOnly {
  private LoopbackOnly() {}

  /**
   * Refuses a catalogue that leads elsewhere.
   *
   * @throws ProblemsException naming the providers that are elsewhere
   */
  public static void check(Catalogue catalogue) {
    List<Problem> problems = new ArrayList<>();
    for (Provider provider : catalogue.providers().values()) {
      check("provider " + provider.name(), provider, problems);
    }
    catalogue
        .deployments()
        .forEach(each -> check("deployment " + each.id(), each.provider(), problems));
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private static void check(String who, Provider provider, List<Problem> problems) {
    if (provider.isOn() && !isLoopback(provider.baseUrl())) {
      problems.add(
          new Problem(
              "models.yaml",
              0,
              who + " would be called outside of this machine (expected: a simulated vendor)"));
    }
  }

  /** By the address itself: a name could lead anywhere. */
  private static boolean isLoopback(@Nullable String url) {
    return url != null && "127.0.0.1".equals(URI.create(url).getHost());
  }
}
