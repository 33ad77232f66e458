package dev.caravan.cache;

import dev.caravan.api.ApiException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a client's own retry the first answer: requests with the same {@code Idempotency-Key} are
 * answered once. A retry that comes while the first is still under way waits for it; if the first
 * fails, one of those who wait takes its place.
 */
public final class FirstAnswers {
  private final AnswerCache kept;
  private final ConcurrentHashMap<String, CompletableFuture<@Nullable StoredAnswer>> running =
      new ConcurrentHashMap<>();

  public FirstAnswers(AnswerCache kept) {
    this.kept = kept;
  }

  /**
   * The first answer to this key, or null if the caller is the first: it must then call {@link
   * #complete} or {@link #abandon}.
   *
   * @param key tenant and idempotency key
   * @param requestKey of the request, which must be the same every time
   * @throws ApiException 400 if the key came with another request before, 409 if the first is still
   *     not done after {@code wait}
   */
  public @Nullable StoredAnswer claim(String key, String requestKey, Duration wait)
      throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (true) {
      StoredAnswer answer = kept.cache().getIfPresent(key);
      if (answer != null) {
        return sameRequest(answer, requestKey);
      }
      CompletableFuture<@Nullable StoredAnswer> mine = new CompletableFuture<>();
      CompletableFuture<@Nullable StoredAnswer> first = running.putIfAbsent(key, mine);
      if (first == null) {
        return null;
      }
      try {
        answer = first.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        throw ApiException.of(
            409,
            "invalid_request_error",
            "idempotency_in_progress",
            "The first request with this Idempotency-Key is still being answered; try again later.");
      }
      if (answer != null) {
        return sameRequest(answer, requestKey);
      }
    }
  }

  private static StoredAnswer sameRequest(StoredAnswer answer, String requestKey) {
    if (!answer.requestKey().equals(requestKey)) {
      throw ApiException.invalidRequest(
          "Idempotency-Key",
          "This Idempotency-Key came with another request before (expected: a new key for a new"
              + " request).");
    }
    return answer;
  }

  public void complete(String key, StoredAnswer answer) {
    kept.cache().put(key, answer);
    release(key, answer);
  }

  /** The first has no answer to give: the next one may try. */
  public void abandon(String key) {
    release(key, null);
  }

  private void release(String key, @Nullable StoredAnswer answer) {
    CompletableFuture<@Nullable StoredAnswer> first = running.remove(key);
    if (first != null) {
      first.complete(answer);
    }
  }
}
