package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Formats an event as the bytes that {@link SseReader} reads: one array, for one write. */
public final class SseWriter {
  private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(US_ASCII);

  private byte[] out = {};
  private int length;

  private SseWriter() {}

  public static byte[] format(ServerSentEvent event) {
    return format(event.type(), event.data());
  }

  /**
   * The event of this type and data.
   *
   * @param type the {@code event:} field; empty: no such field
   * @param data UTF-8; each of its lines becomes a {@code data:} field
   */
  public static byte[] format(String type, byte[] data) {
    return new SseWriter().write(type.getBytes(UTF_8), data);
  }

  private byte[] write(byte[] type, byte[] data) {
    if (countLineEnds(type) > 0) {
      throw new IllegalArgumentException("event type: has a line end (expected: one line)");
    }
    int typeSize = type.length == 0 ? 0 : EVENT.length + type.length + 1;
    int lines = countLineEnds(data) + 1;
    out = new byte[typeSize + lines * DATA.length + data.length + 2];
    if (type.length > 0) {
      append(EVENT, 0, EVENT.length);
      append(type, 0, type.length);
      out[length++] = '\n';
    }
    appendLines(data);
    out[length] = '\n';
    return out;
  }

  private void appendLines(byte[] data) {
    int start = 0;
    for (int i = 0; i <= data.length; i++) {
      if (i == data.length || isLineEnd(data[i])) {
        append(DATA, 0, DATA.length);
        append(data, start, i);
        out[length++] = '\n';
        start = i + 1;
      }
    }
  }

  private void append(byte[] bytes, int start, int end) {
    System.arraycopy(bytes, start, out, length, end - start);
    length += end - start;
  }

  private static int countLineEnds(byte[] bytes) {
    int count = 0;
    for (byte b : bytes) {
      count += isLineEnd(b) ? 1 : 0;
    }
    return count;
  }

  private static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }
}
