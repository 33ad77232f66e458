package dev.caravan.stream;

import java.io.IOException;

/** Nobody is left to write to: the client hung up, or left its stream unread for too long. */
public final class ClientGoneException extends IOException {
  public ClientGoneException(String message) {
    super(message);
  }
}
