package dev.caravan.api;

/** What a request wants of the cache: {@code x-caravan-cache}. */
public enum CacheMode {
  /** Take a kept answer, keep a new one. */
  USE,
  /** Neither take nor keep. */
  BYPASS,
  /** Do not take, but keep the new answer. */
  REFRESH
}
