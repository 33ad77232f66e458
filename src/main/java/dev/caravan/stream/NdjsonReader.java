package dev.caravan.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A bounded reader of {@code application/x-ndjson}: each line that is not blank is an event without
 * a type, the last one also if the end of the stream cuts off its line feed. Used by one thread;
 * closing the stream is the caller's.
 */
public final class NdjsonReader implements EventReader {
  private static final int INITIAL_CAPACITY = 8 * 1024;

  private final InputStream in;
  private final int maxEventBytes;
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int start;
  private int scanned;
  private int limit;

  /**
   * A reader of what comes from {@code in}.
   *
   * @param maxEventBytes the most that one line may hold
   */
  public NdjsonReader(InputStream in, int maxEventBytes) {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException("maxEventBytes: " + maxEventBytes + " (expected: >= 1)");
    }
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public @Nullable ServerSentEvent next() throws IOException {
    while (true) {
      while (scanned < limit) {
        if (buffer[scanned++] == '\n') {
          ServerSentEvent event = line(scanned - 1);
          start = scanned;
          if (event != null) {
            return event;
          }
        }
      }
      if (!fill()) {
        ServerSentEvent last = line(limit);
        start = limit;
        return last;
      }
    }
  }

  private @Nullable ServerSentEvent line(int end) throws EventTooLargeException {
    int from = start;
    int to = end;
    while (from < to && isBlank(buffer[from])) {
      from++;
    }
    while (to > from && isBlank(buffer[to - 1])) {
      to--;
    }
    if (to - from > maxEventBytes) {
      throw new EventTooLargeException(maxEventBytes);
    }
    return from == to ? null : new ServerSentEvent("", Arrays.copyOfRange(buffer, from, to));
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private boolean fill() throws IOException {
    if (limit - start > maxEventBytes) {
      throw new EventTooLargeException(maxEventBytes);
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      limit -= start;
      scanned -= start;
      start = 0;
    }
    if (limit == buffer.length) {
      // What is kept is within the bound, so that one byte above it is always room enough.
      long capacity = Math.min(2L * buffer.length, Math.max(limit, maxEventBytes) + 1L);
      buffer = Arrays.copyOf(buffer, (int) capacity);
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(count, 0);
    return count >= 0;
  }
}
