package dev.caravan.resilience;

import dev.caravan.config.Provider;
import dev.caravan.config.Secret;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out a provider's keys in turn. A key that the vendor refused, or that reached its rate,
 * rests: it is handed out only where there is no other. It belongs to the host, so that a live edit
 * does not forget it.
 */
public final class KeyRing {
  private static final Logger LOG = LoggerFactory.getLogger("caravan");

  private record Rest(ErrorCategory because, long untilNanos) {}

  private static final class Ring {
    final AtomicInteger turn = new AtomicInteger();
    final Map<Secret, Rest> resting = new ConcurrentHashMap<>();
  }

  private final Map<String, Ring> rings = new ConcurrentHashMap<>();
  private final LongSupplier nanoClock;

  /**
   * A ring in which all keys are well.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public KeyRing(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * The next key of the provider; where all that may be used rest, the one that rests shortest.
   *
   * @param without those that a call is through with
   * @return null: it asks for none, or none is left
   */
  public @Nullable Secret next(Provider provider, Collection<Secret> without) {
    List<Secret> keys = provider.apiKeys();
    if (keys.isEmpty()) {
      return null;
    }
    if (keys.size() == 1) {
      Secret only = keys.getFirst();
      return without.contains(only) ? null : only;
    }
    Ring ring = ring(provider);
    int first = Math.floorMod(ring.turn.getAndIncrement(), keys.size());
    Secret best = null;
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < keys.size(); i++) {
      Secret key = keys.get((first + i) % keys.size());
      if (without.contains(key)) {
        continue;
      }
      long rest = rest(ring, key);
      if (rest == 0) {
        return key;
      }
      if (rest < shortest) {
        best = key;
        shortest = rest;
      }
    }
    return best;
  }

  /** Whether there is a key that may be used and does not rest. */
  public boolean hasRested(Provider provider, Collection<Secret> without) {
    Ring ring = rings.get(provider.name());
    for (Secret key : provider.apiKeys()) {
      if (!without.contains(key) && (ring == null || rest(ring, key) == 0)) {
        return true;
      }
    }
    return false;
  }

  /** How long it takes until the first of its keys is rested; null: it has none that rests. */
  public @Nullable Duration shortestRest(Provider provider, Collection<Secret> without) {
    Ring ring = rings.get(provider.name());
    long shortest = Long.MAX_VALUE;
    for (Secret key : provider.apiKeys()) {
      if (ring != null && !without.contains(key)) {
        shortest = Math.min(shortest, rest(ring, key));
      }
    }
    return shortest == Long.MAX_VALUE ? null : Duration.ofNanos(shortest);
  }

  /** Whether every key of the provider was refused not long ago. */
  public boolean isShut(Provider provider) {
    Ring ring = rings.get(provider.name());
    if (ring == null || ring.resting.isEmpty() || provider.apiKeys().isEmpty()) {
      return false;
    }
    for (Secret key : provider.apiKeys()) {
      Rest rest = ring.resting.get(key);
      if (rest == null || !rest.because.isCredentials() || rest(ring, key) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Lets a key rest. */
  public void rest(Provider provider, Secret key, ErrorCategory because, Duration howLong) {
    Rest rest = new Rest(because, nanoClock.getAsLong() + howLong.toNanos());
    Rest before = ring(provider).resting.put(key, rest);
    if (because.isCredentials() && (before == null || before.because != because)) {
      LOG.warn(
          "key {} of {} of provider {} was refused ({}) and rests for {} s",
          provider.apiKeys().indexOf(key) + 1,
          provider.apiKeys().size(),
          provider.name(),
          because.label(),
          howLong.toSeconds());
    }
  }

  /** A vendor took the key: it is well again. */
  public void works(Provider provider, Secret key) {
    Ring ring = rings.get(provider.name());
    if (ring != null && !ring.resting.isEmpty()) {
      ring.resting.remove(key);
    }
  }

  /** How many keys of the provider rest now. */
  public int resting(Provider provider) {
    Ring ring = rings.get(provider.name());
    return ring == null
        ? 0
        : (int) provider.apiKeys().stream().filter(key -> rest(ring, key) > 0).count();
  }

  private Ring ring(Provider provider) {
    return rings.computeIfAbsent(provider.name(), name -> new Ring());
  }

  /** Nanoseconds that the key still rests; 0: it does not. */
  private long rest(Ring ring, Secret key) {
    if (ring.resting.isEmpty()) {
      return 0;
    }
    Rest rest = ring.resting.get(key);
    if (rest == null) {
      return 0;
    }
    long left = rest.untilNanos - nanoClock.getAsLong();
    if (left > 0) {
      return left;
    }
    ring.resting.remove(key, rest);
    return 0;
  }
}
