package dev.caravan.cost;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in {@code currency} per million tokens. A model without a price is unpriced,
 * which is not the same as free.
 *
 * @param currency ISO 4217 code, for example {@code USD}
 * @param input prompt tokens that no cache served
 * @param cachedInput prompt tokens read from the vendor's cache; absent: as {@code input}
 * @param cacheWrite prompt tokens written to the vendor's cache; absent: as {@code input}
 * @param output completion tokens, reasoning included
 */
public record Price(
    String currency,
    BigDecimal input,
    @Nullable BigDecimal cachedInput,
    @Nullable BigDecimal cacheWrite,
    BigDecimal output) {}
