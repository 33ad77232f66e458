package dev.caravan.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What currencies are worth in one of them, so that prices in several can be compared, and that
 * what one call cost in several can be told as one sum. Nothing is ever billed by them.
 *
 * @param base ISO 4217 code
 * @param rates by ISO 4217 code, how much of the base one unit is worth; the base itself is worth 1
 */
public record ExchangeRates(String base, Map<String, BigDecimal> rates) {
  public static final ExchangeRates DEFAULT =
      new ExchangeRates("USD", Map.of("CNY", new BigDecimal("0.14")));

  /** Digits behind the point of an amount that does not divide evenly. */
  private static final int DIGITS = 12;

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

  /** The opposite of {@link #inBase}; null where the rate is not known. */
  @Nullable Cost fromBase(Cost cost, String currency) {
    BigDecimal rate = rate(currency);
    if (rate == null) {
      return null;
    }
    BigDecimal exact = cost.amount();
    BigDecimal amount =
        (currency.equals(base) ? exact : exact.divide(rate, DIGITS, RoundingMode.HALF_UP))
            .stripTrailingZeros();
    return new Cost(amount.scale() < 0 ? amount.setScale(0) : amount, currency);
  }
}
