package dev.caravan.upstream;

import dev.caravan.stream.ServerSentEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of one stream, kept for the cache as long as they do not take too much room. */
final class KeptEvents {
  private final int maxBytes;
  private final List<ServerSentEvent> events = new ArrayList<>();
  private int bytes;

  /**
   * Nothing kept yet.
   *
   * @param maxBytes most bytes of all events together; 0: keep none
   */
  KeptEvents(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(ServerSentEvent event) {
    if (bytes > maxBytes || maxBytes == 0) {
      return;
    }
    bytes += event.data().length;
    if (bytes > maxBytes) {
      events.clear();
    } else {
      events.add(event);
    }
  }

  /** All events; null if they are not kept, or are too many. */
  @Nullable List<ServerSentEvent> complete() {
    return maxBytes == 0 || bytes > maxBytes ? null : events;
  }
}
