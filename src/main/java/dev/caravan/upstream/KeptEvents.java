package dev.caravan.upstream;

import dev.caravan.stream.PackedEvents;
import dev.caravan.stream.ServerSentEvent;
import org.jspecify.annotations.Nullable;

/** The events of one stream, kept for the cache as long as they do not take too much room. */
final class KeptEvents {
  private final int maxBytes;
  private PackedEvents.@Nullable Builder events;
  private int bytes;

  /**
   * Nothing kept yet.
   *
   * @param maxBytes most bytes of all events together; 0: keep none
   */
  KeptEvents(int maxBytes) {
    this.maxBytes = maxBytes;
    this.events = maxBytes == 0 ? null : new PackedEvents.Builder();
  }

  void add(ServerSentEvent event) {
    PackedEvents.Builder kept = events;
    if (kept == null) {
      return;
    }
    bytes += event.data().length;
    if (bytes > maxBytes || !kept.add(event)) {
      events = null;
    }
  }

  /** All events; null if they are not kept, or are too many. */
  @Nullable PackedEvents complete() {
    return events == null ? null : events.build();
  }
}
