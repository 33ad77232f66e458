package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One content block of a streamed message: first held back while an earlier one is open, then
 * written as it comes.
 */
abstract sealed class MessagesSegment {
  final StringBuilder held = new StringBuilder();

  /** The event that begins the block, and what was held back. */
  abstract void open(MessagesEvents events, ClientEvents out) throws IOException;

  abstract void write(String text, MessagesEvents events, ClientEvents out) throws IOException;

  void close(MessagesEvents events, ClientEvents out) throws IOException {
    events.blockStop(out);
  }

  /** Whether the block may begin, and whether nothing more will come for it. */
  boolean canOpen() {
    return true;
  }

  boolean canClose() {
    return true;
  }

  static final class Text extends MessagesSegment {
    @Override
    void open(MessagesEvents events, ClientEvents out) throws IOException {
      events.blockStart(
          JsonNodeFactory.instance.objectNode().put("type", "text").put("text", ""), out);
      write(held.toString(), events, out);
    }

    @Override
    void write(String text, MessagesEvents events, ClientEvents out) throws IOException {
      events.blockDelta("text_delta", "text", text, out);
    }
  }

  /** Readable reasoning; its item collects what must be sent back with it. */
  static final class Thinking extends MessagesSegment {
    @Nullable ObjectNode item;
    long characters;

    boolean isSigned() {
      return item != null && !item.path("signature").asText("").isEmpty();
    }

    /** Whether an item, or a part of one in a stream, belongs to this block. */
    boolean takes(JsonNode other) {
      return !isSigned()
          && (item == null
              || (item.path("index").equals(other.path("index"))
                  && item.path("type").equals(other.path("type"))));
    }

    void merge(JsonNode other) {
      ObjectNode part = MessagesReasoning.withoutText(other);
      if (item == null) {
        item = part;
      } else {
        item.setAll(part);
      }
    }

    @Override
    void open(MessagesEvents events, ClientEvents out) throws IOException {
      events.blockStart(
          JsonNodeFactory.instance
              .objectNode()
              .put("type", "thinking")
              .put("thinking", "")
              .put("signature", ""),
          out);
      if (!held.isEmpty()) {
        write(held.toString(), events, out);
      }
    }

    @Override
    void write(String text, MessagesEvents events, ClientEvents out) throws IOException {
      events.blockDelta("thinking_delta", "thinking", text, out);
    }

    @Override
    void close(MessagesEvents events, ClientEvents out) throws IOException {
      events.blockDelta("signature_delta", "signature", MessagesReasoning.signature(item), out);
      super.close(events, out);
    }
  }

  /** Reasoning that nobody reads: one block that is whole when it begins. */
  static final class Redacted extends MessagesSegment {
    private final ObjectNode block;

    Redacted(JsonNode item) {
      this.block = MessagesReasoning.redacted(item);
    }

    @Override
    void open(MessagesEvents events, ClientEvents out) throws IOException {
      events.blockStart(block, out);
    }

    @Override
    void write(String text, MessagesEvents events, ClientEvents out) {}
  }

  /** A tool call, which begins when its name is known and ends with its arguments' object. */
  static final class Call extends MessagesSegment {
    private final ArgumentsEnd end = new ArgumentsEnd();
    private final ObjectNode block;
    private String name = "";
    private boolean isFinal;

    Call(String id, String callId, int number) {
      this.block = MessagesAnswer.toolUse(id, callId, number);
    }

    void name(String part) {
      if (name.isEmpty()) {
        name = part;
      }
    }

    /** Nothing more comes for any block. */
    void giveUpWaiting() {
      isFinal = true;
    }

    void read(String arguments) {
      end.read(arguments);
    }

    @Override
    boolean canOpen() {
      return isFinal || !name.isEmpty();
    }

    @Override
    boolean canClose() {
      return isFinal || end.isComplete();
    }

    @Override
    void open(MessagesEvents events, ClientEvents out) throws IOException {
      block.put("name", name).putObject("input");
      events.blockStart(block, out);
      if (!held.isEmpty()) {
        write(held.toString(), events, out);
      }
    }

    @Override
    void write(String text, MessagesEvents events, ClientEvents out) throws IOException {
      events.blockDelta("input_json_delta", "partial_json", text, out);
    }
  }
}
