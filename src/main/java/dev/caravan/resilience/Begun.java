package dev.caravan.resilience;

/** How much of an answer the client has when an attempt fails. */
public enum Begun {
  /** Nothing: anybody may answer. */
  NO,
  /** A part that another vendor may go on with. */
  RESUMABLE,
  /** A part that nobody else may go on with. */
  FINAL
}
