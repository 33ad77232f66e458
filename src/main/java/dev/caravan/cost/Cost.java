package dev.caravan.cost;

import java.math.BigDecimal;

/**
 * What one answer cost: exact, in the currency of the model's price.
 *
 * @param amount never rounded
 * @param currency ISO 4217 code
 */
public record Cost(BigDecimal amount, String currency) {

  /** Tokens times price per million tokens; the cached part of the prompt at its own price. */
  public static Cost of(Usage usage, Price price) {
    BigDecimal cachedPrice = price.cachedInput();
    long cached = cachedPrice == null ? 0 : Math.min(usage.cachedPrompt(), usage.prompt());
    BigDecimal sum =
        price
            .input()
            .multiply(BigDecimal.valueOf(usage.prompt() - cached))
            .add(price.output().multiply(BigDecimal.valueOf(usage.completion())));
    if (cachedPrice != null) {
      sum = sum.add(cachedPrice.multiply(BigDecimal.valueOf(cached)));
    }
    BigDecimal amount = sum.scaleByPowerOfTen(-6).stripTrailingZeros();
    return new Cost(amount.scale() < 0 ? amount.setScale(0) : amount, price.currency());
  }
}
