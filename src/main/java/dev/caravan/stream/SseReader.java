package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A bounded reader of {@code text/event-stream}, as the WHATWG HTML standard (section 9.2) reads
 * it, but for one thing: an event that the end of the stream cuts off from its blank line counts,
 * because vendors end their streams so. Bytes are never decoded, and an event is returned as soon
 * as its blank line is there. Used by one thread; closing the stream is the caller's.
 */
public final class SseReader implements EventReader {
  private static final int INITIAL_CAPACITY = 8 * 1024;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] DATA = "data".getBytes(US_ASCII);
  private static final byte[] EVENT = "event".getBytes(US_ASCII);

  private final InputStream in;
  private final int maxEventBytes;
  private final EventTypes types = new EventTypes();

  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int limit;
  private int lineStart;
  private int scanned;
  private boolean afterCarriageReturn;
  private boolean pastFirstLine;
  private boolean ended;

  // The event being read. Its data stays in the buffer: each line is moved up to the one before.
  private String type = "";
  private boolean hasData;
  private int dataStart;
  private int dataEnd;

  /**
   * A reader of what comes from {@code in}.
   *
   * @param maxEventBytes the most that one event may hold: the data of its lines so far and the
   *     line being read, together
   */
  public SseReader(InputStream in, int maxEventBytes) {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException("maxEventBytes: " + maxEventBytes + " (expected: >= 1)");
    }
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * The next event, or null at the end of the stream. Blocks only while no complete event has come.
   *
   * @throws EventTooLargeException if the event is longer than the bound; the reader is then of no
   *     further use
   */
  @Override
  public @Nullable ServerSentEvent next() throws IOException {
    while (!ended) {
      int lineEnd = findLineEnd();
      if (lineEnd < 0) {
        fill();
        continue;
      }
      ServerSentEvent event = takeLine(lineEnd);
      afterCarriageReturn = buffer[lineEnd] == '\r';
      lineStart = scanned;
      if (event != null) {
        return event;
      }
    }
    if (lineStart < limit) {
      takeLine(limit);
      lineStart = limit;
    }
    return dispatch();
  }

  /** Where the current line ends, or -1 if its end has not come. */
  private int findLineEnd() {
    if (afterCarriageReturn && lineStart < limit) {
      afterCarriageReturn = false;
      if (buffer[lineStart] == '\n') {
        lineStart++;
        scanned = lineStart;
      }
    }
    byte[] bytes = buffer;
    for (int i = scanned; i < limit; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        scanned = i + 1;
        return i;
      }
    }
    scanned = limit;
    return -1;
  }

  /** Takes up the line from lineStart; an event comes of it if it is the blank line of one. */
  private @Nullable ServerSentEvent takeLine(int end) throws EventTooLargeException {
    checkSize(end - lineStart);
    int start = lineStart;
    if (!pastFirstLine) {
      pastFirstLine = true;
      start += startsWith(BYTE_ORDER_MARK, start, end) ? BYTE_ORDER_MARK.length : 0;
    }
    if (start == end) {
      return dispatch();
    }
    int value = findValue(DATA, start, end);
    if (value >= 0) {
      appendData(value, end);
      return null;
    }
    value = findValue(EVENT, start, end);
    if (value >= 0) {
      type = types.get(buffer, value, end);
    }
    return null;
  }

  /** Where the value of this field begins, or -1 if the line is a comment or another field. */
  private int findValue(byte[] field, int start, int end) {
    if (!startsWith(field, start, end)) {
      return -1;
    }
    int colon = start + field.length;
    if (colon == end) {
      return end;
    }
    if (buffer[colon] != ':') {
      return -1;
    }
    int value = colon + 1;
    return value < end && buffer[value] == ' ' ? value + 1 : value;
  }

  private boolean startsWith(byte[] prefix, int start, int end) {
    return end - start >= prefix.length
        && Arrays.equals(buffer, start, start + prefix.length, prefix, 0, prefix.length);
  }

  private void appendData(int start, int end) {
    if (!hasData) {
      hasData = true;
      dataStart = start;
      dataEnd = end;
      return;
    }
    int length = end - start;
    buffer[dataEnd++] = '\n';
    System.arraycopy(buffer, start, buffer, dataEnd, length);
    dataEnd += length;
  }

  private @Nullable ServerSentEvent dispatch() {
    ServerSentEvent event =
        hasData ? new ServerSentEvent(type, Arrays.copyOfRange(buffer, dataStart, dataEnd)) : null;
    type = "";
    hasData = false;
    return event;
  }

  private void fill() throws IOException {
    checkSize(limit - lineStart);
    makeRoom();
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      ended = true;
    } else {
      limit += count;
    }
  }

  private void checkSize(int lineLength) throws EventTooLargeException {
    long size = (hasData ? dataEnd - dataStart : 0) + (long) lineLength;
    if (size > maxEventBytes) {
      throw new EventTooLargeException(maxEventBytes);
    }
  }

  private void makeRoom() {
    boolean nothingKept = lineStart == limit && !hasData;
    if (nothingKept || buffer.length - limit < buffer.length / 4) {
      compact();
    }
    if (limit == buffer.length) {
      // What is kept has passed checkSize, so that one byte above the bound is always room enough.
      long capacity = Math.min(2L * buffer.length, maxEventBytes + 1L);
      buffer = Arrays.copyOf(buffer, (int) capacity);
    }
  }

  /** Moves the event's data to the front of the buffer, and the unfinished line behind it. */
  private void compact() {
    int dataLength = hasData ? dataEnd - dataStart : 0;
    if (hasData && dataStart > 0) {
      System.arraycopy(buffer, dataStart, buffer, 0, dataLength);
      dataStart = 0;
      dataEnd = dataLength;
    }
    if (lineStart == dataLength) {
      return;
    }
    System.arraycopy(buffer, lineStart, buffer, dataLength, limit - lineStart);
    limit += dataLength - lineStart;
    scanned += dataLength - lineStart;
    lineStart = dataLength;
  }
}
