package dev.caravan.routing;

import dev.caravan.text.Sha256;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models with their percentages, as rules write them: {@code model-a: 90, model-b: 10}.
 *
 * @param percent by model, in the order in which they were written; each from 0 to 100, and at most
 *     100 together
 */
public record Shares(Map<String, BigDecimal> percent) {
  private static final BigDecimal ALL = BigDecimal.valueOf(100);
  private static final int MOST = 20;

  public Shares {
    percent = Collections.unmodifiableMap(new LinkedHashMap<>(percent));
  }

  /**
   * Shares that leave a rest over, as those of shadows do.
   *
   * @throws IllegalArgumentException saying what is wrong and what would be right
   */
  public static Shares parse(String text) {
    Map<String, BigDecimal> percent = new LinkedHashMap<>();
    for (String share : text.split(",", -1)) {
      // Names may hold colons, percentages do not.
      int colon = share.lastIndexOf(':');
      String model = colon < 0 ? "" : share.substring(0, colon).strip();
      if (model.isEmpty()) {
        throw wrong("\"" + share.strip() + "\" is no share");
      }
      if (percent.put(model, number(share.substring(colon + 1).strip(), model)) != null) {
        throw wrong(model + " stands twice");
      }
    }
    if (percent.size() > MOST) {
      throw wrong("more than " + MOST + " models");
    }
    if (sum(percent).compareTo(ALL) > 0) {
      throw wrong("the percentages come to " + sum(percent).toPlainString() + ", more than 100");
    }
    return new Shares(percent);
  }

  /**
   * Shares that come to 100, as those of splits do.
   *
   * @throws IllegalArgumentException saying what is wrong and what would be right
   */
  public static Shares parseWhole(String text) {
    Shares shares = parse(text);
    if (sum(shares.percent).compareTo(ALL) != 0) {
      throw wrong("the percentages come to " + sum(shares.percent).toPlainString() + ", not 100");
    }
    return shares;
  }

  private static BigDecimal number(String text, String model) {
    if (!text.matches("\\d{1,3}(\\.\\d{1,6})?")) {
      throw wrong("\"" + text + "\" is no percentage for " + model);
    }
    return new BigDecimal(text);
  }

  private static BigDecimal sum(Map<String, BigDecimal> percent) {
    return percent.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        what + " (expected: model-a: 90, model-b: 10, with percentages from 0 to 100)");
  }

  /**
   * All models with a share, the one that this key belongs to first. Over many keys each model
   * comes first as often as its share says, whichever of the others can be called: those behind it
   * take over a model's keys by their own shares, and nobody else's key moves (weighted rendezvous
   * hashing).
   */
  public List<String> order(String key) {
    return percent.entrySet().stream()
        .filter(share -> share.getValue().signum() > 0)
        .map(share -> new Draw(share.getKey(), lateness(key, share)))
        .sorted(Comparator.comparingDouble(Draw::lateness))
        .map(Draw::model)
        .toList();
  }

  private record Draw(String model, double lateness) {}

  /** Exponentially distributed with the share as its rate: the smallest one wins by its share. */
  private static double lateness(String key, Map.Entry<String, BigDecimal> share) {
    return -Math.log(uniform(key + '\0' + share.getKey())) / share.getValue().doubleValue();
  }

  /** A number in (0, 1) that looks drawn, and is always the same for the same text. */
  private static double uniform(String text) {
    return ((ByteBuffer.wrap(Sha256.of(text)).getLong() >>> 11) + 0.5) * 0x1.0p-53;
  }

  /**
   * The model at a point of the scale; null: the rest, which is nobody's.
   *
   * @param point from 0 to below 100
   */
  public @Nullable String at(double point) {
    double end = 0;
    for (Map.Entry<String, BigDecimal> share : percent.entrySet()) {
      end += share.getValue().doubleValue();
      if (point < end) {
        return share.getKey();
      }
    }
    return null;
  }
}
