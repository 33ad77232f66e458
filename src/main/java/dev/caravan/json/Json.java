package dev.caravan.json;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The mapper that the whole gateway shares. Numbers keep their digits, trailing text is an error,
 * nesting is bounded, and buffers come from a pool that virtual threads can share (the thread-local
 * default is lost with each virtual thread).
 */
public final class Json {
  /** Deepest nesting of a document, in both directions. */
  static final int MAX_DEPTH = 200;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .recyclerPool(new BufferPool())
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .characterEscapes(new SurrogateEscapes())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // 0.0 stays 0.0: a vendor may take a number without a point for an integer.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads one document.
   *
   * @throws IOException if the bytes are not exactly one JSON document in UTF-8
   */
  public static JsonNode read(byte[] utf8) throws IOException {
    if (!mayBeUtf8(utf8)) {
      throw new CharConversionException("not UTF-8");
    }
    return MAPPER.readTree(utf8);
  }

  /** False for what begins like UTF-16 or UTF-32, which Jackson would read and nobody else. */
  public static boolean mayBeUtf8(byte[] bytes) {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0 || (i == 0 && (bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF))) {
        return false;
      }
    }
    return true;
  }

  public static byte[] write(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
