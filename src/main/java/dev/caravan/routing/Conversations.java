package dev.caravan.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.config.ScoringSettings;
import org.jspecify.annotations.Nullable;

/**
 * Who answered a conversation last, so that it can stay there: vendors keep the beginning of a
 * prompt warm. It holds digests and no text, is bounded, and belongs to the host, so that a live
 * edit forgets nothing.
 */
public final class Conversations {
  private static final int MOST = 50_000;

  /**
   * Where a conversation stays.
   *
   * @param model catalogue name
   * @param deployment its id
   */
  public record Seat(String model, String deployment) {}

  private final Cache<String, Seat> seats;

  /**
   * Nobody has a seat yet.
   *
   * @param ticker nanoseconds, as {@link System#nanoTime}
   */
  public Conversations(Ticker ticker) {
    this.seats =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .ticker(ticker)
            .maximumSize(MOST)
            .expireAfterWrite(ScoringSettings.DEFAULT.sticky().ttl())
            .build();
  }

  /** Takes on what a new configuration says; seats are kept as far as it allows. */
  public void apply(ScoringSettings.Sticky settings) {
    seats.policy().expireAfterWrite().ifPresent(expiry -> expiry.setExpiresAfter(settings.ttl()));
    if (!settings.enabled()) {
      seats.invalidateAll();
    }
  }

  /**
   * Where the conversation is; null: nowhere.
   *
   * @param conversation its {@link StickyKey}
   */
  public @Nullable Seat find(String conversation) {
    return seats.getIfPresent(conversation);
  }

  /** It was answered there. */
  public void keep(String conversation, Seat seat) {
    seats.put(conversation, seat);
  }
}
