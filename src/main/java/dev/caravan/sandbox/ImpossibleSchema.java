package dev.caravan.sandbox;

/** A JSON Schema to which no example was found. */
final class ImpossibleSchema extends Exception {
  ImpossibleSchema(String message) {
    super(message, null, false, false);
  }
}
