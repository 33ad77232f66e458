package dev.caravan.api;

import dev.caravan.config.GatewaySettings.Priority;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own extensions of a request, from {@code x-caravan-*} headers or the body's {@code
 * caravan} object. Null: the request does not say.
 *
 * @param maxCost highest estimated cost, in the currency of the model's price
 * @param deadline all attempts together
 * @param firstToken longest time until the first token that the client wants to wait
 * @param fallbacks models to try after the chosen one, in place of the configured chain
 * @param tags free labels for accounting
 * @param explain whether the answer carries a {@code caravan} object
 */
public record RequestOptions(
    @Nullable Priority priority,
    @Nullable BigDecimal maxCost,
    @Nullable Duration deadline,
    @Nullable Duration firstToken,
    @Nullable List<String> fallbacks,
    CacheMode cache,
    Map<String, String> tags,
    boolean explain) {

  public static final RequestOptions NONE =
      new RequestOptions(null, null, null, null, null, CacheMode.USE, Map.of(), false);
}
