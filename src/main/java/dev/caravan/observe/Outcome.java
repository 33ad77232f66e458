package dev.caravan.observe;

import dev.caravan.api.ApiException;
import dev.caravan.api.ErrorCodes;
import dev.caravan.call.CacheResult;
import dev.caravan.call.Call;

/** How a call ended, in one word: the same in the log, the metrics and the admin's list. */
public final class Outcome {
  private Outcome() {}

  public static String of(Call call) {
    if (call.isClientGone()) {
      return "client_gone";
    }
    ApiException failure = call.failure();
    if (failure != null) {
      return ErrorCodes.counted(failure.code());
    }
    if (call.isDegraded()) {
      return "degraded";
    }
    return call.caching().result() == CacheResult.HIT ? "cached" : "answered";
  }

  /** The HTTP status that the client saw. */
  public static int status(Call call) {
    ApiException failure = call.failure();
    return failure == null || call.sink().hasBegun() ? 200 : failure.status();
  }
}
