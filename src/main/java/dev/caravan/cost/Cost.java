package dev.caravan.cost;

import java.math.BigDecimal;

/**
 * What one answer cost: exact, in the currency of the model's price.
 *
 * @param amount never rounded
 * @param currency ISO 4217 code
 */
public record Cost(BigDecimal amount, String currency) {

  /**
   * Tokens times price per million tokens; the parts of the prompt that a cache served or took at
   * their own prices.
   */
  public static Cost of(Usage usage, Price price) {
    BigDecimal cachedPrice = price.cachedInput();
    BigDecimal writePrice = price.cacheWrite();
    long cached = cachedPrice == null ? 0 : usage.cachedPrompt();
    long written = writePrice == null ? 0 : usage.cacheWrite();
    BigDecimal sum =
        price
            .input()
            .multiply(BigDecimal.valueOf(usage.prompt() - cached - written))
            .add(price.output().multiply(BigDecimal.valueOf(usage.completion())));
    if (cachedPrice != null) {
      sum = sum.add(cachedPrice.multiply(BigDecimal.valueOf(cached)));
    }
    if (writePrice != null) {
      sum = sum.add(writePrice.multiply(BigDecimal.valueOf(written)));
    }
    BigDecimal amount = sum.scaleByPowerOfTen(-6).stripTrailingZeros();
    return new Cost(amount.scale() < 0 ? amount.setScale(0) : amount, price.currency());
  }

  /**
   * Both together.
   *
   * @param other in the same currency
   */
  public Cost plus(Cost other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(currency + " and " + other.currency);
    }
    return new Cost(amount.add(other.amount), currency);
  }
}
