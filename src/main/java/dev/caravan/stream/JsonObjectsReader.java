package dev.caravan.stream;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A bounded reader of JSON objects that follow one another or are the elements of one array, each
 * returned as an event as soon as its last brace is there. Only brackets and strings are told
 * apart; whether an object is JSON is for its reader to find out. Used by one thread.
 */
final class JsonObjectsReader implements EventReader {
  private final EventBuffer buffer;
  private int depth;
  private boolean inString;
  private boolean escaped;

  JsonObjectsReader(InputStream in, int maxEventBytes) {
    this.buffer = new EventBuffer(in, maxEventBytes);
  }

  @Override
  public @Nullable ServerSentEvent next() throws IOException {
    while (true) {
      while (buffer.hasNext()) {
        if (endsObject(buffer.next())) {
          return event();
        }
      }
      if (depth == 0) {
        buffer.beginAfterLast();
      }
      if (!buffer.fill()) {
        // What is cut off is no JSON, which is for the event's reader to say.
        return depth > 0 && buffer.size() > 0 ? event() : null;
      }
    }
  }

  private boolean endsObject(byte b) throws IOException {
    if (depth == 0) {
      if (b == '{') {
        depth = 1;
        buffer.beginAtLast();
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

  private ServerSentEvent event() throws EventTooLargeException {
    ServerSentEvent event = buffer.event(0, buffer.size());
    buffer.beginAfterLast();
    depth = 0;
    inString = false;
    escaped = false;
    return event;
  }
}
