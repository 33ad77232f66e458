package dev.caravan.sandbox;

/** A request that is answered with an error because the request itself is wrong. */
final class Refusal extends RuntimeException {
  private final transient VendorError error;

  Refusal(VendorError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  VendorError error() {
    return error;
  }
}
