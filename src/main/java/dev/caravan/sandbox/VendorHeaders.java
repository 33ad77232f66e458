package dev.caravan.sandbox;

import io.vertx.core.MultiMap;
import java.time.Duration;

/** The headers that OpenAI sends with every answer. */
final class VendorHeaders {
  private static final String REQUESTS_PER_MINUTE = "10000";
  private static final int TOKENS_PER_MINUTE = 2_000_000;

  private VendorHeaders() {}

  static void put(MultiMap headers, String hash, long processingMillis) {
    headers
        .set("x-request-id", "req_" + hash)
        .set("openai-processing-ms", Long.toString(processingMillis))
        .set("openai-version", "2020-10-01");
  }

  /** What is left of the limits, as if this were the first request of the minute. */
  static void putLimits(MultiMap headers, int promptTokens) {
    putRequests(headers, "9999", "6ms");
    headers
        .set("x-ratelimit-limit-tokens", Integer.toString(TOKENS_PER_MINUTE))
        .set(
            "x-ratelimit-remaining-tokens",
            Integer.toString(Math.max(0, TOKENS_PER_MINUTE - promptTokens)))
        .set("x-ratelimit-reset-tokens", "0s");
  }

  /**
   * The limit is reached.
   *
   * @param retryAfter when to try again, in seconds rounded up and in milliseconds; zero: not said
   */
  static void putLimitReached(MultiMap headers, int promptTokens, Duration retryAfter) {
    if (retryAfter.isZero()) {
      return;
    }
    long millis = retryAfter.toMillis();
    putLimits(headers, promptTokens);
    putRequests(headers, "0", millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms");
    headers
        .set("retry-after", Long.toString(Math.ceilDiv(millis, 1_000L)))
        .set("retry-after-ms", Long.toString(millis));
  }

  private static void putRequests(MultiMap headers, String remaining, String reset) {
    headers
        .set("x-ratelimit-limit-requests", REQUESTS_PER_MINUTE)
        .set("x-ratelimit-remaining-requests", remaining)
        .set("x-ratelimit-reset-requests", reset);
  }
}
