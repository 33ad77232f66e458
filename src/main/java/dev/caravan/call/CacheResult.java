package dev.caravan.call;

import java.util.Locale;

/** What the cache had to do with an answer: {@code x-caravan-cache}. */
public enum CacheResult {
  HIT,
  MISS,
  BYPASS;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
