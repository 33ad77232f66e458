package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * A bounded reader of {@code application/vnd.amazon.eventstream}: frames of a 12-byte prelude
 * (total length, length of headers, CRC), headers, payload and a CRC over all. An event's type is
 * its {@code :event-type}; a frame that is a failure has a type that begins with {@link #FAILURE}.
 * Used by one thread; closing the stream is the caller's.
 */
public final class AwsEventReader implements EventReader {
  /** Begins the type of exceptions and errors; their name follows. */
  public static final String FAILURE = "failure:";

  private static final int PRELUDE = 12;
  private static final int LEAST = 16;

  private final InputStream in;
  private final int maxEventBytes;

  /**
   * A reader of what comes from {@code in}.
   *
   * @param maxEventBytes the most that one frame may hold
   */
  public AwsEventReader(InputStream in, int maxEventBytes) {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException("maxEventBytes: " + maxEventBytes + " (expected: >= 1)");
    }
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public @Nullable ServerSentEvent next() throws IOException {
    byte[] prelude = in.readNBytes(PRELUDE);
    if (prelude.length == 0) {
      return null;
    }
    byte[] frame = readFrame(prelude);
    try {
      return event(Message.decode(ByteBuffer.wrap(frame)));
    } catch (RuntimeException e) {
      // The library says IllegalArgument, IllegalState, BufferUnderflow or its own, by the damage.
      throw new IOException("an event of the stream is damaged", e);
    }
  }

  /** The whole frame; its length is only believed if the prelude's checksum is right. */
  private byte[] readFrame(byte[] prelude) throws IOException {
    if (prelude.length < PRELUDE) {
      throw cutOff();
    }
    ByteBuffer head = ByteBuffer.wrap(prelude);
    long length = Integer.toUnsignedLong(head.getInt());
    head.getInt();
    CRC32 checksum = new CRC32();
    checksum.update(prelude, 0, 8);
    if ((int) checksum.getValue() != head.getInt() || length < LEAST) {
      throw new IOException("an event of the stream is damaged");
    }
    if (length > maxEventBytes) {
      throw new EventTooLargeException(maxEventBytes);
    }
    byte[] frame = new byte[(int) length];
    System.arraycopy(prelude, 0, frame, 0, PRELUDE);
    int rest = frame.length - PRELUDE;
    if (in.readNBytes(frame, PRELUDE, rest) < rest) {
      throw cutOff();
    }
    return frame;
  }

  private static ServerSentEvent event(Message message) {
    Map<String, HeaderValue> headers = message.getHeaders();
    return switch (text(headers, ":message-type")) {
      case "exception" ->
          new ServerSentEvent(FAILURE + text(headers, ":exception-type"), message.getPayload());
      case "error" ->
          new ServerSentEvent(
              FAILURE + text(headers, ":error-code"),
              text(headers, ":error-message").getBytes(UTF_8));
      default -> new ServerSentEvent(text(headers, ":event-type"), message.getPayload());
    };
  }

  private static String text(Map<String, HeaderValue> headers, String name) {
    HeaderValue value = headers.get(name);
    return value == null ? "" : value.getString();
  }

  private static IOException cutOff() {
    return new IOException("the stream ended inside an event");
  }
}
