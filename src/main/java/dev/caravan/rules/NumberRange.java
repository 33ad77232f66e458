package dev.caravan.rules;

import java.util.HashSet;
import java.util.Set;

/**
 * Numbers between two ends.
 *
 * @param low the lower end, which is one of them unless {@code above}; likewise {@code high} and
 *     {@code below}
 * @param without numbers that are not among them
 * @param whole whether only whole numbers are meant
 */
record NumberRange(
    double low, boolean above, double high, boolean below, Set<Double> without, boolean whole)
    implements Values {

  NumberRange {
    without = Set.copyOf(without);
    if (whole) {
      low = above ? Math.floor(low) + 1 : Math.ceil(low);
      high = below ? Math.ceil(high) - 1 : Math.floor(high);
      above = false;
      below = false;
      while (low <= high && without.contains(low)) {
        low++;
      }
      while (low <= high && without.contains(high)) {
        high--;
      }
    }
  }

  /** From one number to another, both included. */
  static NumberRange between(double low, double high, boolean whole) {
    return new NumberRange(low, false, high, false, Set.of(), whole);
  }

  static NumberRange above(double low, boolean itself) {
    return new NumberRange(low, !itself, Double.POSITIVE_INFINITY, false, Set.of(), false);
  }

  static NumberRange below(double high, boolean itself) {
    return new NumberRange(Double.NEGATIVE_INFINITY, false, high, !itself, Set.of(), false);
  }

  static NumberRange except(double number) {
    return new NumberRange(
        Double.NEGATIVE_INFINITY,
        false,
        Double.POSITIVE_INFINITY,
        false,
        Set.of(number + 0.0),
        false);
  }

  @Override
  public boolean isEmpty() {
    return low > high || (low == high && (above || below || without.contains(low + 0.0)));
  }

  @Override
  public Values and(Values other) {
    NumberRange others = (NumberRange) other;
    Set<Double> neither = new HashSet<>(without);
    neither.addAll(others.without);
    boolean higher = others.low > low || (others.low == low && others.above);
    boolean lower = others.high < high || (others.high == high && others.below);
    return new NumberRange(
        higher ? others.low : low,
        higher ? others.above : above,
        lower ? others.high : high,
        lower ? others.below : below,
        neither,
        whole || others.whole);
  }

  @Override
  public boolean isWithin(Values other) {
    NumberRange others = (NumberRange) other;
    boolean lowFits = low > others.low || (low == others.low && (above || !others.above));
    boolean highFits = high < others.high || (high == others.high && (below || !others.below));
    return isEmpty()
        || (lowFits && highFits && others.without.stream().noneMatch(number -> has(number)));
  }

  private boolean has(double number) {
    return (number > low || (number == low && !above))
        && (number < high || (number == high && !below))
        && !without.contains(number)
        && (!whole || number == Math.rint(number));
  }
}
