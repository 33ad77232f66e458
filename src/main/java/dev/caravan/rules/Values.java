package dev.caravan.rules;

/** The values that something may have, as far as a condition tells. */
sealed interface Values permits NumberRange, Words {
  boolean isEmpty();

  /** Those that are in both. */
  Values and(Values other);

  /** Whether each of these is one of the others. */
  boolean isWithin(Values others);
}
