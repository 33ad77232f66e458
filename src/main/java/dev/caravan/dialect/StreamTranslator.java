package dev.caravan.dialect;

import dev.caravan.cost.Usage;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that turns one vendor's stream into {@code chat.completion.chunk} objects, fed
 * event by event. Used by one thread.
 */
public interface StreamTranslator {
  /**
   * Takes the vendor's next event and hands on the chunks that it makes, none or several, in order.
   * The finish reason comes in a chunk of {@code delta:{}}, or with the last content; usage in a
   * last chunk with empty {@code choices}.
   *
   * @throws UpstreamException if the event is an error, or makes no sense
   */
  void accept(ServerSentEvent event, ChunkSink out) throws IOException;

  /**
   * Whether the last event shows that the vendor is at work, although it made no chunk; a ping does
   * not.
   */
  default boolean isAtWork() {
    return false;
  }

  /** Whether the vendor's terminal marker came: what follows is not read. */
  boolean isTerminated();

  /**
   * Whether a stream that ends here ended well: its terminal marker came, or at least a finish
   * reason.
   */
  boolean isComplete();

  /** The one reading of the vendor's token counts so far; null: none yet. */
  @Nullable Usage usage();
}
