package dev.caravan.stream;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A bounded reader of {@code application/x-ndjson}: each line that is not blank is an event without
 * a type, the last one also if the end of the stream cuts off its line feed. Used by one thread;
 * closing the stream is the caller's.
 */
public final class NdjsonReader implements EventReader {
  private final EventBuffer buffer;

  /**
   * A reader of what comes from {@code in}.
   *
   * @param maxEventBytes the most that one line may hold
   */
  public NdjsonReader(InputStream in, int maxEventBytes) {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException("maxEventBytes: " + maxEventBytes + " (expected: >= 1)");
    }
    this.buffer = new EventBuffer(in, maxEventBytes);
  }

  @Override
  public @Nullable ServerSentEvent next() throws IOException {
    while (true) {
      while (buffer.hasNext()) {
        if (buffer.next() == '\n') {
          ServerSentEvent event = line(buffer.size() - 1);
          buffer.beginAfterLast();
          if (event != null) {
            return event;
          }
        }
      }
      if (!buffer.fill()) {
        ServerSentEvent last = line(buffer.size());
        buffer.beginAfterLast();
        return last;
      }
    }
  }

  private @Nullable ServerSentEvent line(int end) throws EventTooLargeException {
    int from = 0;
    int to = end;
    while (from < to && isBlank(buffer.at(from))) {
      from++;
    }
    while (to > from && isBlank(buffer.at(to - 1))) {
      to--;
    }
    return from == to ? null : buffer.event(from, to);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }
}
