package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The reasoning of a stream of Responses. An item is held until the next one begins, because it
 * belongs to that one if it is a call.
 */
final class ResponsesApiReasoning {
  private final ChunkMaker chunks;
  private final String vendorModel;
  private @Nullable JsonNode held;
  private int items;
  private long written;
  private long done;

  ResponsesApiReasoning(ChunkMaker chunks, String vendorModel) {
    this.chunks = chunks;
    this.vendorModel = vendorModel;
  }

  /** Parts of a summary are paragraphs. */
  void beginPart(JsonNode event, ChunkSink out) throws IOException {
    if (written > 0 && event.path("summary_index").asInt(0) > 0) {
      say("\n\n", out);
    }
  }

  void text(String delta, ChunkSink out) throws IOException {
    written += delta.length();
    say(delta, out);
  }

  /** Takes a whole item, and writes its text if no delta of it came. */
  void whole(JsonNode item, ChunkSink out) throws IOException {
    release("", out);
    long length = length(item.path("summary"));
    if (length == 0) {
      length = length(item.path("content"));
    }
    done += length;
    if (length > 0 && written == done - length) {
      say(Reasoning.textOfItem(item), out);
    }
    written = done;
    held = item;
  }

  /**
   * Writes the held item's details.
   *
   * @param callId of the call that begins; empty: something else does
   */
  void release(String callId, ChunkSink out) throws IOException {
    JsonNode item = held;
    held = null;
    if (item != null) {
      ObjectNode delta = ChunkMaker.object();
      ArrayNode details = delta.putArray(Reasoning.DETAILS);
      ResponsesApiItems.details(item, callId, items++, vendorModel, details);
      if (!details.isEmpty()) {
        out.chunk(chunks.delta(delta), null);
      }
    }
  }

  private static long length(JsonNode parts) {
    long length = 0;
    for (JsonNode part : parts) {
      length += part.path("text").asText("").length();
    }
    return length;
  }

  private void say(String text, ChunkSink out) throws IOException {
    if (!text.isEmpty()) {
      out.chunk(chunks.delta(ChunkMaker.object().put(Reasoning.TEXT, text)), null);
    }
  }
}
