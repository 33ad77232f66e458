package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as operators write them; the schema has checked their form. */
public final class Units {
  private static final Pattern QUANTITY = Pattern.compile("([0-9]+)([a-zA-Z]+)");

  private Units() {}

  /** {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
  public static Duration duration(String text) {
    Matcher quantity = quantity(text);
    long amount = Long.parseLong(quantity.group(1));
    return switch (quantity.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> throw new IllegalArgumentException("duration: " + text);
    };
  }

  /** A number of bytes, or {@code 500KB}, {@code 20MB}, {@code 1GB}, of 1024 each. */
  static long bytes(JsonNode value) {
    if (value.isNumber()) {
      return value.longValue();
    }
    Matcher quantity = quantity(value.textValue());
    long amount = Long.parseLong(quantity.group(1));
    return switch (quantity.group(2)) {
      case "KB" -> amount << 10;
      case "MB" -> amount << 20;
      case "GB" -> amount << 30;
      default -> throw new IllegalArgumentException("size: " + value);
    };
  }

  private static Matcher quantity(String text) {
    Matcher quantity = QUANTITY.matcher(text);
    if (!quantity.matches()) {
      throw new IllegalArgumentException("quantity: " + text);
    }
    return quantity;
  }
}
