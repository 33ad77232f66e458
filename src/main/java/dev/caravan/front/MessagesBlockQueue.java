package dev.caravan.front;

import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a streamed message in their order. Anthropic's streams have one open block at a
 * time, chat streams may go on with several tool calls in turn: a later block is held back until
 * the open one has its end, which for a tool call is the end of its arguments.
 */
final class MessagesBlockQueue {
  /** The most characters that are held back. */
  static final int MOST_HELD = 8 * 1024 * 1024;

  /** Counts for a block itself. */
  private static final int PER_BLOCK = 256;

  private final MessagesEvents events;
  private final Deque<MessagesSegment> waiting = new ArrayDeque<>();
  private @Nullable MessagesSegment open;
  private long heldCharacters;

  MessagesBlockQueue(MessagesEvents events) {
    this.events = events;
  }

  /** The block that was begun last; null: none, or it is closed. */
  @Nullable MessagesSegment last() {
    return waiting.isEmpty() ? open : waiting.getLast();
  }

  void add(MessagesSegment block) {
    hold(PER_BLOCK);
    waiting.add(block);
  }

  /** Goes on with a block that is open or waits. */
  void append(MessagesSegment block, String text, ClientEvents out) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    if (block == open) {
      block.write(text, events, out);
    } else if (waiting.contains(block)) {
      hold(text.length());
      block.held.append(text);
    }
  }

  private void hold(int characters) {
    heldCharacters += characters;
    if (heldCharacters > MOST_HELD) {
      throw UpstreamException.of(
          ErrorCategory.SERVER,
          "the vendor's tool calls go on in turns for more than " + MOST_HELD + " characters");
    }
  }

  /** Writes what can be written now. */
  void pump(ClientEvents out) throws IOException {
    while (!waiting.isEmpty()) {
      if (open != null) {
        if (!open.canClose()) {
          return;
        }
        open.close(events, out);
        open = null;
      }
      if (!waiting.getFirst().canOpen()) {
        return;
      }
      open = waiting.removeFirst();
      heldCharacters -= PER_BLOCK + open.held.length();
      open.open(events, out);
      open.held.setLength(0);
    }
  }

  /** Writes everything, because nothing more comes. The last block stays open. */
  void drain(ClientEvents out) throws IOException {
    if (open instanceof MessagesSegment.Call call) {
      call.giveUpWaiting();
    }
    for (MessagesSegment block : waiting) {
      if (block instanceof MessagesSegment.Call call) {
        call.giveUpWaiting();
      }
    }
    pump(out);
  }

  void close(ClientEvents out) throws IOException {
    if (open != null) {
      open.close(events, out);
      open = null;
    }
  }
}
