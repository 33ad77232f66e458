package dev.caravan.config;

/** Fills Camel-style placeholders, {@code {{env:NAME}}} and the like, into a value of a file. */
@FunctionalInterface
public interface Placeholders {
  /** Leaves every value as it stands: for files that are checked but not yet run. */
  Placeholders NONE = raw -> raw;

  /**
   * The value with every placeholder filled in.
   *
   * @throws UnresolvedPlaceholderException when one of them stands for nothing
   */
  String resolve(String raw);

  /** Whether a value has a placeholder at all; only such values reach {@link #resolve}. */
  static boolean isIn(String raw) {
    int open = raw.indexOf("{{");
    return open >= 0 && raw.indexOf("}}", open) > open;
  }
}
