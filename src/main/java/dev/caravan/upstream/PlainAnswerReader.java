package dev.caravan.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of plain answers and errors, bounded. */
public final class PlainAnswerReader {
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int FIRST_BUFFER = 2 * 1024;

  private PlainAnswerReader() {}

  /**
   * The body, without what vendors pad it with.
   *
   * @throws UpstreamException if it is empty or too long
   */
  public static byte[] read(@Nullable InputStream body, int maxBytes) throws IOException {
    byte[] bytes = body == null ? new byte[0] : withoutPadding(readBounded(body, maxBytes));
    if (bytes.length == 0) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer is empty");
    }
    return bytes;
  }

  /**
   * The JSON of a body.
   *
   * @throws UpstreamException if it is none
   */
  public static JsonNode parse(byte[] body) {
    try {
      return Json.read(body);
    } catch (IOException e) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer is not valid JSON");
    }
  }

  /** What an error's body says at most; the connection can be used again if the body was short. */
  public static byte[] readError(@Nullable InputStream body) throws IOException {
    return body == null ? new byte[0] : body.readNBytes(MAX_ERROR_BYTES);
  }

  /** Some vendors send blank lines while the caller waits (DeepSeek), others a byte order mark. */
  private static byte[] withoutPadding(byte[] bytes) {
    int start = 0;
    while (start < bytes.length && isPadding(bytes[start])) {
      start++;
    }
    return start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
  }

  private static boolean isPadding(byte b) {
    return b == ' '
        || b == '\n'
        || b == '\r'
        || b == '\t'
        || b == (byte) 0xEF
        || b == (byte) 0xBB
        || b == (byte) 0xBF;
  }

  private static byte[] readBounded(InputStream body, int maxBytes) throws IOException {
    byte[] buffer = new byte[Math.min(FIRST_BUFFER, maxBytes)];
    int length = 0;
    while (true) {
      if (length == buffer.length) {
        int next = body.read();
        if (next < 0) {
          return buffer;
        }
        if (length >= maxBytes) {
          throw UpstreamException.of(
              ErrorCategory.SERVER, "the vendor's answer is longer than " + maxBytes + " bytes");
        }
        buffer = Arrays.copyOf(buffer, (int) Math.min(maxBytes, 2L * buffer.length));
        buffer[length++] = (byte) next;
      }
      int read = body.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return Arrays.copyOf(buffer, length);
      }
      length += read;
    }
  }
}
