package dev.caravan.upstream;

import dev.caravan.config.Provider;
import dev.caravan.config.Secret;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Hands out a provider's keys in turn. */
public final class KeyRing {
  private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

  /** The next key of the provider; null: it asks for none. */
  public @Nullable Secret next(Provider provider) {
    List<Secret> keys = provider.apiKeys();
    if (keys.isEmpty()) {
      return null;
    }
    if (keys.size() == 1) {
      return keys.getFirst();
    }
    int turn =
        turns.computeIfAbsent(provider.name(), name -> new AtomicInteger()).getAndIncrement();
    return keys.get(Math.floorMod(turn, keys.size()));
  }
}
