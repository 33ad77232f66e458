package dev.caravan.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes of a stream from where the event being read begins, refilled from the stream and never
 * more than the longest event and one. For readers whose events lie in the stream in one piece.
 */
final class EventBuffer {
  private static final int INITIAL_CAPACITY = 8 * 1024;

  private final InputStream in;
  private final int maxEventBytes;
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int start;
  private int scanned;
  private int limit;

  EventBuffer(InputStream in, int maxEventBytes) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  /** Whether there are bytes that nobody has looked at. */
  boolean hasNext() {
    return scanned < limit;
  }

  /** The next byte. */
  byte next() {
    return bytes[scanned++];
  }

  /** Lets the event begin with the byte that was looked at last. */
  void beginAtLast() {
    start = scanned - 1;
  }

  /** Lets the event begin behind the byte that was looked at last. */
  void beginAfterLast() {
    start = scanned;
  }

  /** What was looked at of the event. */
  int size() {
    return scanned - start;
  }

  /** A byte of the event. */
  byte at(int index) {
    return bytes[start + index];
  }

  /** An event without a type, of these bytes of the event being read. */
  ServerSentEvent event(int from, int to) throws EventTooLargeException {
    if (to - from > maxEventBytes) {
      throw new EventTooLargeException(maxEventBytes);
    }
    return new ServerSentEvent("", Arrays.copyOfRange(bytes, start + from, start + to));
  }

  /** Reads on; false at the end of the stream. */
  boolean fill() throws IOException {
    if (limit - start > maxEventBytes) {
      throw new EventTooLargeException(maxEventBytes);
    }
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, limit - start);
      limit -= start;
      scanned -= start;
      start = 0;
    }
    if (limit == bytes.length) {
      // What is kept is within the bound, so that one byte above it is always room enough.
      long capacity = Math.min(2L * bytes.length, Math.max(limit, maxEventBytes) + 1L);
      bytes = Arrays.copyOf(bytes, (int) capacity);
    }
    int count = in.read(bytes, limit, bytes.length - limit);
    limit += Math.max(count, 0);
    return count >= 0;
  }
}
