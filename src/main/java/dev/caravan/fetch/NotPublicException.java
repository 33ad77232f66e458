package dev.caravan.fetch;

import java.net.UnknownHostException;

/** A name that leads nowhere, or to an address that is not the public internet's. */
final class NotPublicException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  NotPublicException() {
    super("no public address");
  }
}
