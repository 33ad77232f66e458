package dev.caravan.stream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code text/event-stream} where that comes, and JSON objects where JSON comes: Gemini
 * streams a JSON array if a proxy on the way loses {@code alt=sse}, and several vendors answer a
 * request for a stream with one plain object. No line of an event stream begins with a bracket.
 */
public final class SseOrJsonReader implements EventReader {
  private static final int MAX_BLANKS = 64;

  private final InputStream in;
  private final int maxEventBytes;
  private @Nullable EventReader reader;

  /**
   * A reader of what comes from {@code in}.
   *
   * @param maxEventBytes the most that one event may hold
   */
  public SseOrJsonReader(InputStream in, int maxEventBytes) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public @Nullable ServerSentEvent next() throws IOException {
    if (reader == null) {
      reader = choose();
    }
    return reader.next();
  }

  private EventReader choose() throws IOException {
    byte[] read = new byte[MAX_BLANKS];
    int count = 0;
    int last = ' ';
    while (count < MAX_BLANKS && Character.isWhitespace(last)) {
      last = in.read();
      if (last < 0) {
        break;
      }
      read[count++] = (byte) last;
    }
    InputStream all =
        new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(read, count)), in);
    return last == '{' || last == '['
        ? new JsonObjectsReader(all, maxEventBytes)
        : new SseReader(all, maxEventBytes);
  }
}
