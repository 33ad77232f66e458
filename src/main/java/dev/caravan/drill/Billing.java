package dev.caravan.drill;

import dev.caravan.cost.Cost;
import dev.caravan.cost.Price;
import dev.caravan.cost.Usage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tokens by who made them; safe for many threads. */
final class Billing {
  /**
   * Who made tokens.
   *
   * @param model the vendor's name for it
   */
  record Seller(String provider, String model) {}

  /**
   * What they come to.
   *
   * @param money by currency; models without a price add nothing
   */
  record Bill(long tokens, Map<String, BigDecimal> money) {
    Bill {
      money = Map.copyOf(money);
    }

    Bill minus(Bill other) {
      Map<String, BigDecimal> left = new TreeMap<>(money);
      other.money.forEach(
          (currency, amount) -> left.merge(currency, amount.negate(), BigDecimal::add));
      return new Bill(tokens - other.tokens, left);
    }
  }

  private final Map<Seller, Usage> sold = new ConcurrentHashMap<>();

  void add(Seller seller, long promptTokens, long completionTokens) {
    sold.merge(seller, Usage.of(promptTokens, 0, completionTokens, 0), Usage::plus);
  }

  void addAll(Billing other) {
    other.sold.forEach((seller, usage) -> sold.merge(seller, usage, Usage::plus));
  }

  Bill at(Function<Seller, @Nullable Price> prices) {
    Map<String, BigDecimal> money = new TreeMap<>();
    long tokens = 0;
    for (Map.Entry<Seller, Usage> entry : sold.entrySet()) {
      tokens += entry.getValue().total();
      Price price = prices.apply(entry.getKey());
      if (price != null) {
        Cost cost = Cost.of(entry.getValue(), price);
        money.merge(cost.currency(), cost.amount(), BigDecimal::add);
      }
    }
    return new Bill(tokens, money);
  }
}
