package dev.caravan.drill;

import dev.caravan.drill.Billing.Bill;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Values as the report prints them. */
final class Shown {
  private static final int CENTS = 4;

  private Shown() {}

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
  }

  static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.2f ms", duration.toNanos() / 1e6);
  }

  static String percent(double percent) {
    return String.format(Locale.ROOT, "%.2f %%", percent);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 0.0123 USD + 0.0004 CNY}. */
  static String money(Bill bill) {
    return bill.money().isEmpty()
        ? "unpriced"
        : new TreeMap<>(bill.money())
            .entrySet().stream()
                .map(
                    each ->
                        each.getValue().setScale(CENTS, RoundingMode.HALF_UP).toPlainString()
                            + " "
                            + each.getKey())
                .collect(Collectors.joining(" + "));
  }
}
