package dev.caravan.dialect;

/** What happens to a request with a parameter that the chosen vendor has no words for. */
public enum LossPolicy {
  /** The deployment is not chosen; if there is no other, the request is refused. */
  REJECT,
  /** The parameter is left out and the answer says so in {@code x-caravan-warnings}. */
  WARN,
  /** The parameter is left out: it does not change the answer's meaning. */
  DROP
}
