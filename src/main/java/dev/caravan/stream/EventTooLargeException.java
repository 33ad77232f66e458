package dev.caravan.stream;

import java.io.IOException;

/** A vendor's stream has an event, or a line, that is longer than the gateway will hold. */
public final class EventTooLargeException extends IOException {
  public EventTooLargeException(int maxEventBytes) {
    super("an event of the stream is longer than " + maxEventBytes + " bytes");
  }
}
