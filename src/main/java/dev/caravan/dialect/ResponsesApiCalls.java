package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The function calls of a stream of Responses, by the ids of their items. */
final class ResponsesApiCalls {
  private static final int MOST_CALLS = 1_000;

  /** A call whose arguments are being written. */
  private static final class Call {
    final int number;
    int written;

    Call(int number) {
      this.number = number;
    }
  }

  private final ChunkMaker chunks;
  private final Map<String, Call> calls = new HashMap<>();

  ResponsesApiCalls(ChunkMaker chunks) {
    this.chunks = chunks;
  }

  boolean any() {
    return !calls.isEmpty();
  }

  /** Begins the item's call, unless it has begun. */
  void begin(JsonNode item, ChunkSink out) throws IOException {
    call(item, out);
  }

  /** Writes a part of a call's arguments; nothing if no such call has begun. */
  void arguments(String itemId, String delta, ChunkSink out) throws IOException {
    Call call = calls.get(itemId);
    if (call != null) {
      write(call, delta, out);
    }
  }

  /** Writes what of a whole item was not written before. */
  void whole(JsonNode item, ChunkSink out) throws IOException {
    Call call = call(item, out);
    String arguments = item.path("arguments").asText("");
    if (arguments.length() > call.written) {
      write(call, arguments.substring(call.written), out);
    }
  }

  private Call call(JsonNode item, ChunkSink out) throws IOException {
    String id = item.path("id").asText(item.path("call_id").asText(""));
    Call known = calls.get(id);
    if (known != null) {
      return known;
    }
    if (calls.size() == MOST_CALLS) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer has more than " + MOST_CALLS + " tool calls");
    }
    Call call = new Call(calls.size());
    calls.put(id, call);
    String callId = item.path("call_id").asText(id);
    out.chunk(chunks.toolCall(call.number, callId, item.path("name").asText("")), null);
    return call;
  }

  private void write(Call call, String delta, ChunkSink out) throws IOException {
    if (!delta.isEmpty()) {
      call.written += delta.length();
      out.chunk(chunks.toolArguments(call.number, delta), null);
    }
  }
}
