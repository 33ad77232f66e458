package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The number of a schema that is nearest to 0. */
final class NumberExample {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final @Nullable BigDecimal atLeast;
  private final @Nullable BigDecimal above;
  private final @Nullable BigDecimal atMost;
  private final @Nullable BigDecimal below;
  private final @Nullable BigDecimal step;

  private NumberExample(JsonNode schema, boolean integer) {
    this.atLeast = bound(schema, "minimum");
    this.above = bound(schema, "exclusiveMinimum");
    this.atMost = bound(schema, "maximum");
    this.below = bound(schema, "exclusiveMaximum");
    BigDecimal multiple = bound(schema, "multipleOf");
    boolean usable =
        multiple != null && multiple.signum() > 0 && !(integer && isFraction(multiple));
    this.step = usable ? multiple : integer ? BigDecimal.ONE : null;
  }

  static JsonNode of(JsonNode schema, boolean integer) throws ImpossibleSchema {
    BigDecimal value = new NumberExample(schema, integer).find();
    return integer
        ? JsonNodeFactory.instance.numberNode(value.toBigInteger())
        : JsonNodeFactory.instance.numberNode(value);
  }

  private BigDecimal find() throws ImpossibleSchema {
    BigDecimal low = larger(atLeast, above);
    BigDecimal high = larger(negated(atMost), negated(below));
    for (BigDecimal candidate :
        new BigDecimal[] {
          BigDecimal.ZERO, near(low, false), near(negated(high), true), between(low, high)
        }) {
      if (fits(candidate)) {
        return candidate;
      }
    }
    throw new ImpossibleSchema("no number is within its bounds.");
  }

  /** The first multiple of the step at a bound, or beyond it where the bound itself is excluded. */
  private BigDecimal near(@Nullable BigDecimal bound, boolean downwards) {
    if (bound == null) {
      return BigDecimal.ZERO;
    }
    BigDecimal unit = step == null ? BigDecimal.ONE : step;
    RoundingMode mode = downwards ? RoundingMode.FLOOR : RoundingMode.CEILING;
    BigDecimal value = step == null ? bound : bound.divide(unit, 0, mode).multiply(unit);
    if (fits(value)) {
      return value;
    }
    return downwards ? value.subtract(unit) : value.add(unit);
  }

  private static BigDecimal between(@Nullable BigDecimal low, @Nullable BigDecimal negatedHigh) {
    return low == null || negatedHigh == null
        ? BigDecimal.ZERO
        : low.subtract(negatedHigh).divide(TWO);
  }

  private boolean fits(BigDecimal value) {
    return (atLeast == null || value.compareTo(atLeast) >= 0)
        && (above == null || value.compareTo(above) > 0)
        && (atMost == null || value.compareTo(atMost) <= 0)
        && (below == null || value.compareTo(below) < 0)
        && (step == null || value.remainder(step).signum() == 0);
  }

  private static @Nullable BigDecimal bound(JsonNode schema, String name) {
    JsonNode value = schema.path(name);
    return value.isNumber() && Double.isFinite(value.doubleValue()) ? value.decimalValue() : null;
  }

  private static boolean isFraction(BigDecimal value) {
    return value.remainder(BigDecimal.ONE).signum() != 0;
  }

  private static @Nullable BigDecimal larger(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.max(b);
  }

  private static @Nullable BigDecimal negated(@Nullable BigDecimal value) {
    return value == null ? null : value.negate();
  }
}
