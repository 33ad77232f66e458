package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of Anthropic's Messages API into chunks. Blocks that the chat form has no words
 * for go into {@code delta.content_blocks}: first the block as it starts, then its deltas, each
 * with the block's {@code index}. Nothing but counters and the block being read is held.
 */
final class AnthropicStream implements StreamTranslator {
  private final ChunkMaker chunks;
  private final AnthropicReasoning reasoning;
  private final CallsInBlocks calls;
  private final AnthropicUsage counts = new AnthropicUsage();

  private boolean started;
  private boolean finished;
  private boolean terminated;

  AnthropicStream(Target target) {
    this.chunks = new ChunkMaker(target);
    this.reasoning = new AnthropicReasoning(target.vendorModel());
    this.calls = new CallsInBlocks(chunks);
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    if (event.isDone()) {
      stop(out);
    } else {
      accept(EventJson.one(event), out);
    }
  }

  /** Takes an event's data. */
  void accept(JsonNode event, ChunkSink out) throws IOException {
    if (AnthropicErrors.isError(event)) {
      throw AnthropicErrors.inside(event);
    }
    switch (event.path("type").asText("")) {
      case "message_start" -> start(event.path("message"), out);
      case "content_block_start" ->
          blockStart(event.path("content_block"), event.path("index").asInt(0), out);
      case "content_block_delta" ->
          blockDelta(event.path("delta"), event.path("index").asInt(0), out);
      case "content_block_stop" -> calls.end(out);
      case "message_delta" -> messageDelta(event, out);
      case "message_stop" -> stop(out);
      default -> {} // ping, and what Anthropic may add: its documentation asks to pass over it
    }
  }

  private void start(JsonNode message, ChunkSink out) throws IOException {
    counts.take(message.path("usage"));
    chunks.named(message.path("id").asText(""), message.path("model").asText(""));
    if (!started) {
      started = true;
      ObjectNode first = chunks.role();
      AnthropicAnswer.keepUnknown(message, first);
      out.chunk(first, null);
    }
  }

  private void blockStart(JsonNode block, int index, ChunkSink out) throws IOException {
    calls.end(out);
    switch (block.path("type").asText("")) {
      case "text" -> {
        text(block.path("text").asText(""), out);
        for (JsonNode citation : block.path("citations")) {
          citation(citation, out);
        }
      }
      case "thinking" ->
          thinking(
              block.path("thinking").asText(""), block.path("signature").asText(""), index, out);
      case "redacted_thinking" -> {
        ObjectNode delta = ChunkMaker.object();
        reasoning.redacted(delta.putArray(Reasoning.DETAILS), block, index);
        out.chunk(chunks.delta(delta), null);
      }
      case "tool_use" ->
          calls.begin(block.path("id"), block.path("name"), block.path("input"), out);
      default -> {
        ObjectNode kept = ChunkMaker.object();
        ObjectNode item = kept.putArray(AnthropicAnswer.BLOCKS).addObject().put("index", index);
        if (block instanceof ObjectNode fields) {
          item.setAll(fields);
        }
        out.chunk(chunks.delta(kept), null);
      }
    }
  }

  private void blockDelta(JsonNode delta, int index, ChunkSink out) throws IOException {
    String type = delta.path("type").asText("");
    if (type.equals("text_delta")) {
      text(delta.path("text").asText(""), out);
    } else if (type.equals("thinking_delta")) {
      thinking(delta.path("thinking").asText(""), "", index, out);
    } else if (type.equals("signature_delta")) {
      thinking("", delta.path("signature").asText(""), index, out);
    } else if (type.equals("citations_delta")) {
      citation(delta.path("citation"), out);
    } else if (type.equals("input_json_delta") && calls.isOpen()) {
      calls.arguments(delta.path("partial_json").asText(""), out);
    } else {
      ObjectNode kept = ChunkMaker.object();
      kept.putArray(AnthropicAnswer.BLOCKS).addObject().put("index", index).set("delta", delta);
      out.chunk(chunks.delta(kept), null);
    }
  }

  private void text(String text, ChunkSink out) throws IOException {
    if (!text.isEmpty()) {
      out.chunk(chunks.content(text), null);
    }
  }

  private void thinking(String text, String signature, int index, ChunkSink out)
      throws IOException {
    if (text.isEmpty() && signature.isEmpty()) {
      return;
    }
    ObjectNode delta = ChunkMaker.object();
    if (!text.isEmpty()) {
      delta.put(Reasoning.TEXT, text);
    }
    reasoning.text(delta.putArray(Reasoning.DETAILS), text, signature, index);
    out.chunk(chunks.delta(delta), null);
  }

  private void citation(JsonNode citation, ChunkSink out) throws IOException {
    ObjectNode delta = ChunkMaker.object();
    delta.putArray("annotations").add(AnthropicCitation.annotation(citation));
    out.chunk(chunks.delta(delta), null);
  }

  private void messageDelta(JsonNode event, ChunkSink out) throws IOException {
    counts.take(event.path("usage"));
    JsonNode delta = event.path("delta");
    if (delta.path("stop_reason").isTextual()) {
      calls.end(out);
      finish(delta, event, out);
    }
  }

  private void finish(JsonNode delta, JsonNode event, ChunkSink out) throws IOException {
    if (finished) {
      return;
    }
    finished = true;
    String reason = delta.path("stop_reason").asText("");
    ObjectNode chunk = chunks.finish(AnthropicStop.finish(reason, calls.any()), reason);
    if (delta.path("stop_sequence").isTextual()) {
      ((ObjectNode) chunk.path("choices").path(0))
          .set("stop_sequence", delta.path("stop_sequence"));
    }
    AnthropicAnswer.keepUnknown(delta, chunk);
    if (event.hasNonNull("context_management")) {
      chunk.set("context_management", event.get("context_management"));
    }
    out.chunk(chunk, null);
  }

  private void stop(ChunkSink out) throws IOException {
    if (terminated) {
      return;
    }
    terminated = true;
    calls.end(out);
    if (started) {
      finish(ChunkMaker.object(), ChunkMaker.object(), out);
    }
    Usage usage = counts.usage();
    if (usage != null) {
      ObjectNode chunk = chunks.usage(usage);
      counts.writeOthers(chunk);
      out.chunk(chunk, null);
    }
  }

  @Override
  public boolean isTerminated() {
    return terminated;
  }

  @Override
  public boolean isComplete() {
    // Clients of the Messages API wait for message_stop; without it, the stream was cut.
    return finished && terminated;
  }

  @Override
  public @Nullable Usage usage() {
    return counts.usage();
  }
}
