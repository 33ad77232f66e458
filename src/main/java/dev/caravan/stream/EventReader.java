package dev.caravan.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into events, bounded. Used by one thread; closing the stream is the caller's. */
public interface EventReader {
  /**
   * The next event, or null at the end of the stream. Blocks only while no complete event has come.
   *
   * @throws EventTooLargeException if the event is longer than the bound; the reader is then of no
   *     further use
   */
  @Nullable ServerSentEvent next() throws IOException;
}
