package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * The tool calls of a stream whose blocks come one after the other: the one being written, and how
 * many there were.
 */
final class CallsInBlocks {
  private final ChunkMaker chunks;
  private int ended;
  private boolean open;
  private boolean hasArguments;
  private String input = "{}";

  CallsInBlocks(ChunkMaker chunks) {
    this.chunks = chunks;
  }

  /**
   * Begins a call.
   *
   * @param id the vendor's; if it is no text, the call gets one
   * @param given arguments that it begins with, an object; anything else: none
   */
  void begin(JsonNode id, JsonNode name, JsonNode given, ChunkSink out) throws IOException {
    open = true;
    hasArguments = false;
    input = given.isObject() ? given.toString() : "{}";
    out.chunk(chunks.toolCall(ended, id.asText("call_" + ended), name.asText("")), null);
  }

  boolean isOpen() {
    return open;
  }

  /** A part of the open call's arguments. */
  void arguments(String json, ChunkSink out) throws IOException {
    if (!json.isEmpty()) {
      hasArguments = true;
      out.chunk(chunks.toolArguments(ended, json), null);
    }
  }

  /** Ends the open call, if any; one without a delta has the arguments that it began with. */
  void end(ChunkSink out) throws IOException {
    if (!open) {
      return;
    }
    if (!hasArguments) {
      arguments(input, out);
    }
    open = false;
    ended++;
  }

  /** Whether a call has ended. */
  boolean any() {
    return ended > 0;
  }
}
