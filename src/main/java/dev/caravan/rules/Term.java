package dev.caravan.rules;

import org.jspecify.annotations.Nullable;

/**
 * One comparison of a condition.
 *
 * @param text as it is written
 * @param subject what is looked at, for example {@code variable.signals.tokens}; null: what is
 *     compared is not understood
 * @param values those of the subject for which it holds; null likewise
 * @param isNegated whether it also holds where there is no subject at all
 */
record Term(String text, @Nullable String subject, @Nullable Values values, boolean isNegated) {
  /** What the subjects begin with that are signals. */
  static final String SIGNALS = "variable.signals.";

  static Term opaque(String text) {
    return new Term(text, null, null, false);
  }

  /** Whether it never holds for requests that have no signals, because they name a model. */
  boolean needsSignals() {
    return subject != null && subject.startsWith(SIGNALS) && !isNegated;
  }

  /** Whether the same text always means the same for the same request. */
  boolean isSteady() {
    return text.replace("${variable.", "").replace("${header.", "").indexOf("${") < 0;
  }
}
