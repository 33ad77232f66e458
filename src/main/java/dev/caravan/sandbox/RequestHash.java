package dev.caravan.sandbox;

import dev.caravan.text.Sha256;

/** What makes the ids of an answer depend on the request alone. */
final class RequestHash {
  private static final int BYTES = 14;

  private RequestHash() {}

  /** 28 hexadecimal digits of SHA-256. */
  static String of(byte[] request) {
    return Sha256.hex(Sha256.of(request), BYTES);
  }
}
