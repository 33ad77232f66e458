package dev.caravan.dialect;

import java.util.Locale;

/** What happens to a request with a parameter that the chosen vendor has no words for. */
public enum LossPolicy {
  /** The deployment is not chosen; if there is no other, the request is refused. */
  REJECT,
  /** The parameter is left out and the answer says so in {@code x-caravan-warnings}. */
  WARN,
  /** The parameter is left out: it does not change the answer's meaning. */
  DROP;

  static LossPolicy of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** As it is written in gateway.yaml and shown by {@code GET /v1/models/{id}}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
