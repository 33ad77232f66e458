package dev.caravan.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A bounded reader of JSON objects that follow one another or are the elements of one array, each
 * returned as an event as soon as its last brace is there. Only brackets and strings are told
 * apart; whether an object is JSON is for its reader to find out. Used by one thread.
 */
final class JsonObjectsReader implements EventReader {
  private static final int INITIAL_CAPACITY = 8 * 1024;

  private final InputStream in;
  private final int maxEventBytes;
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int start;
  private int scanned;
  private int limit;

  private int depth;
  private boolean inString;
  private boolean escaped;

  JsonObjectsReader(InputStream in, int maxEventBytes) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public @Nullable ServerSentEvent next() throws IOException {
    while (true) {
      while (scanned < limit) {
        if (endsObject(buffer[scanned++])) {
          return event(scanned);
        }
      }
      if (!fill()) {
        // What is cut off is no JSON, which is for the event's reader to say.
        return depth > 0 && start < limit ? event(limit) : null;
      }
    }
  }

  private boolean endsObject(byte b) throws IOException {
    if (depth == 0) {
      if (b == '{') {
        depth = 1;
        start = scanned - 1;
      } else if (!isBetween(b)) {
        throw new IOException("the stream has something else than JSON objects");
      }
      return false;
    }
    if (inString) {
      inString = escaped || b != '"';
      escaped = !escaped && b == '\\';
      return false;
    }
    switch (b) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> {}
    }
    return depth == 0;
  }

  private static boolean isBetween(byte b) {
    return b == '[' || b == ']' || b == ',' || b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private ServerSentEvent event(int end) throws EventTooLargeException {
    if (end - start > maxEventBytes) {
      throw new EventTooLargeException(maxEventBytes);
    }
    ServerSentEvent event = new ServerSentEvent("", Arrays.copyOfRange(buffer, start, end));
    depth = 0;
    inString = false;
    escaped = false;
    start = end;
    return event;
  }

  private boolean fill() throws IOException {
    if (depth == 0) {
      start = limit;
    }
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
