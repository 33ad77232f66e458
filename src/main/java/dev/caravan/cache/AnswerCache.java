package dev.caravan.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.config.GatewaySettings.Bounds;

/**
 * A bounded cache of answers that outlives live edits. Its bounds follow the configuration: time to
 * live, bytes, and entries (a light entry counts as its even share of the bytes, so that one weight
 * bounds both).
 */
public final class AnswerCache {
  private final Cache<String, StoredAnswer> cache;
  private volatile Bounds bounds;

  public AnswerCache(Bounds bounds) {
    this.bounds = bounds;
    this.cache =
        Caffeine.newBuilder()
            // Evicting takes less time than waking another thread for it.
            .executor(Runnable::run)
            .maximumWeight(bounds.maxBytes())
            .weigher((String key, StoredAnswer answer) -> weigh(answer))
            .expireAfterWrite(bounds.ttl())
            .recordStats()
            .build();
  }

  /** Takes on the bounds of a new configuration; what is kept stays, as far as it fits. */
  public void apply(Bounds next) {
    boolean otherWeights = share(next) != share(bounds);
    bounds = next;
    cache.policy().eviction().ifPresent(eviction -> eviction.setMaximum(next.maxBytes()));
    cache.policy().expireAfterWrite().ifPresent(expiry -> expiry.setExpiresAfter(next.ttl()));
    if (!next.enabled()) {
      cache.invalidateAll();
    } else if (otherWeights) {
      // Putting an answer back is what makes the cache weigh it again.
      cache.asMap().replaceAll((key, answer) -> answer);
    }
    cache.cleanUp();
  }

  /** The Caffeine cache itself, for the component that routes use. */
  public Cache<String, StoredAnswer> cache() {
    return cache;
  }

  private int weigh(StoredAnswer answer) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(answer.bytes(), share(bounds)));
  }

  private static long share(Bounds bounds) {
    return Math.ceilDiv(bounds.maxBytes(), Math.max(1, bounds.maxEntries()));
  }
}
