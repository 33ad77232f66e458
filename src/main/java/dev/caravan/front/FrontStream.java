package dev.caravan.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that writes one stream in an API's own events. Chunks arrive cleaned: no finish
 * reason twice. Used by one thread.
 */
public interface FrontStream {
  /**
   * Writes what this chunk means; may hold back what might be the last event.
   *
   * @param chunk a {@code chat.completion.chunk}
   * @param bytes the same as the vendor wrote it; null: it was changed or made by the gateway
   */
  void chunk(ObjectNode chunk, byte @Nullable [] bytes, ClientEvents out) throws IOException;

  /**
   * Writes the end of an answer that is complete. The very last event goes to {@link
   * ClientEvents#last}.
   */
  void end(Usage usage, ClientEvents out) throws IOException;

  /** The answer broke off after a part went out: writes what was held back, but no end. */
  void abort(ClientEvents out) throws IOException;
}
