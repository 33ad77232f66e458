package dev.caravan.sandbox;

import io.vertx.core.MultiMap;

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

  /** The limit is reached: try again in a second. */
  static void putLimitReached(MultiMap headers, int promptTokens) {
    putLimits(headers, promptTokens);
    putRequests(headers, "0", "1s");
    headers.set("retry-after", "1").set("retry-after-ms", "1000");
  }

  private static void putRequests(MultiMap headers, String remaining, String reset) {
    headers
        .set("x-ratelimit-limit-requests", REQUESTS_PER_MINUTE)
        .set("x-ratelimit-remaining-requests", remaining)
        .set("x-ratelimit-reset-requests", reset);
  }
}
