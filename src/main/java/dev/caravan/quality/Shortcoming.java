package dev.caravan.quality;

import java.util.Locale;

/** Why an answer is not good enough. */
public enum Shortcoming {
  /** The model would not, or its vendor's filter did not let it. */
  REFUSED,
  /** It has no text, and nothing else. */
  EMPTY,
  /** It is not in the form that the request asks for. */
  SCHEMA,
  /** It says of itself that it may be wrong. */
  UNSURE;

  /** As it appears in records and metrics, for example {@code refused}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
