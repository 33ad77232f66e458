package dev.caravan.resilience;

import java.util.Locale;

/** What is done after a failed attempt. */
public enum AfterFailure {
  /** The same deployment is asked again, after a pause. */
  RETRY,
  /** The same deployment is asked at once with another key. */
  OTHER_KEY,
  /** The next candidate is asked. */
  NEXT,
  /** Nobody is asked any more. */
  STOP;

  /** As it appears in the admin's list, for example {@code other_key}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
