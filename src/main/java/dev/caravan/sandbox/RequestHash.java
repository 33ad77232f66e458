package dev.caravan.sandbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What makes the ids of an answer depend on the request alone. */
final class RequestHash {
  private static final int BYTES = 14;

  private RequestHash() {}

  /** 28 hexadecimal digits of SHA-256. */
  static String of(byte[] request) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(request);
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
