package dev.caravan.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.OpenAiUsage;
import dev.caravan.dialect.OpenAiVendorErrors;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a vendor's plain chat answer, bounded, and refuses what is none. */
public final class PlainAnswerReader {
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int FIRST_BUFFER = 2 * 1024;

  private PlainAnswerReader() {}

  /**
   * The answer, with its bytes as they came.
   *
   * @throws UpstreamException if the body is too long, no JSON, an error, or no chat completion
   */
  public static UpstreamAnswer read(@Nullable InputStream body, int maxBytes) throws IOException {
    byte[] bytes = body == null ? new byte[0] : withoutPadding(readBounded(body, maxBytes));
    if (bytes.length == 0) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer is empty");
    }
    JsonNode json;
    try {
      json = Json.read(bytes);
    } catch (IOException e) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer is not valid JSON");
    }
    if (OpenAiVendorErrors.isError(json)) {
      throw OpenAiVendorErrors.read(200, json, 0);
    }
    if (!(json instanceof ObjectNode tree) || !json.path("choices").isArray()) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer is no chat completion: it has no choices");
    }
    JsonNode choice = tree.path("choices").path(0);
    if (OpenAiVendorErrors.isError(choice)) {
      throw OpenAiVendorErrors.read(200, choice, 0);
    }
    return new UpstreamAnswer(
        bytes,
        tree,
        null,
        OpenAiUsage.find(tree),
        choice.get("finish_reason"),
        choice.path("message").path("content").asText(""));
  }

  /** The failure behind an error status; the connection can be used again if the body was short. */
  public static UpstreamException readError(
      int status, @Nullable InputStream body, int retryAfterSeconds) throws IOException {
    byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_ERROR_BYTES);
    return OpenAiVendorErrors.read(status, bytes, retryAfterSeconds);
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
