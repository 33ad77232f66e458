package dev.caravan.call;

import dev.caravan.cache.StoredAnswer;
import org.jspecify.annotations.Nullable;

/** What the caches have to do with a call: its keys, what it owes, and what was found. */
public final class Caching {
  private @Nullable String key;
  private @Nullable String idempotencyKey;
  private boolean exact;
  private CacheResult result = CacheResult.BYPASS;
  private @Nullable StoredAnswer replay;

  /** The key of the exact cache; null: the caches have nothing to do with the call. */
  public @Nullable String key() {
    return key;
  }

  public void key(String digest) {
    key = digest;
  }

  /** Whom the call owes an answer; null: nobody. */
  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  /** This call is the first with its key and owes an answer to those who wait. */
  public void owesFirstAnswer(String to) {
    idempotencyKey = to;
  }

  public void settledFirstAnswer() {
    idempotencyKey = null;
  }

  public void keep(boolean wanted) {
    exact = wanted;
  }

  public boolean isForExact() {
    return exact;
  }

  /** Whether the answer, if it is complete, is to be kept. */
  public boolean isStorable() {
    return exact || idempotencyKey != null;
  }

  public CacheResult result() {
    return result;
  }

  public void result(CacheResult found) {
    result = found;
  }

  /** The kept answer that this call gets; null: none. */
  public @Nullable StoredAnswer replay() {
    return replay;
  }

  void hit(StoredAnswer stored) {
    replay = stored;
    result = CacheResult.HIT;
  }
}
