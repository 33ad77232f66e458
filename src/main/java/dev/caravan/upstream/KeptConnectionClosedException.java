package dev.caravan.upstream;

import java.io.IOException;

/**
 * The vendor had closed a connection that was kept open from an earlier answer: it says nothing
 * about how the vendor is now.
 */
final class KeptConnectionClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  KeptConnectionClosedException(IOException cause) {
    super("the vendor closed a kept connection", cause);
  }
}
