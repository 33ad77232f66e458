package dev.caravan.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the chunks that a {@link StreamTranslator} makes. */
@FunctionalInterface
public interface ChunkSink {
  /**
   * The next chunk.
   *
   * @param chunk a {@code chat.completion.chunk} object, which the sink may change
   * @param bytes the chunk as the vendor wrote it; null: it is the gateway's own making
   */
  void chunk(ObjectNode chunk, byte @Nullable [] bytes) throws IOException;
}
