package dev.caravan.cost;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What currencies are worth in one of them, so that prices in several can be compared. Nothing is
 * ever billed by them.
 *
 * @param base ISO 4217 code
 * @param rates by ISO 4217 code, how much of the base one unit is worth; the base itself is worth 1
 */
public record ExchangeRates(String base, Map<String, BigDecimal> rates) {
  public static final ExchangeRates DEFAULT =
      new ExchangeRates("USD", Map.of("CNY", new BigDecimal("0.14")));

  public ExchangeRates {
    rates = Map.copyOf(rates);
  }

  public boolean knows(String currency) {
    return rate(currency) != null;
  }

  /** What one unit is worth in the base; null: nobody said. */
  public @Nullable BigDecimal rate(String currency) {
    return currency.equals(base) ? BigDecimal.ONE : rates.get(currency);
  }

  /** The same in the base currency, not rounded; null where the rate is not known. */
  public @Nullable Cost inBase(Cost cost) {
    BigDecimal rate = rate(cost.currency());
    return rate == null ? null : new Cost(cost.amount().multiply(rate), base);
  }
}
