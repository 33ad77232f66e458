package dev.caravan.config;

import java.util.List;

/**
 * Has every provider on, whether or not its key is set: what the rules are to decide must not
 * depend on which keys the machine has that looks at them. Nobody can be called so.
 */
public final class EveryProviderOn implements Substitution {
  private static final Secret NO_KEY = new Secret("no-key");

  /** The port of a service that discards what it gets, and that nobody runs. */
  private static final String NOWHERE = "http://127.0.0.1:9";

  @Override
  public Provider provider(Provider configured) {
    if (configured.isOn()) {
      return configured;
    }
    String url = configured.baseUrl();
    return new Provider(
        configured.name(),
        configured.dialect(),
        url == null ? NOWHERE : url,
        configured.keyless() ? List.of() : List.of(NO_KEY),
        configured.keyless(),
        configured.headers(),
        configured.quirks(),
        configured.anyModel(),
        configured.pool());
  }
}
