package dev.caravan.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;

/** Makes the {@code chat.completion.chunk} objects of one stream with one choice, the first. */
final class ChunkMaker {
  private final ChoiceChunks chunks;

  ChunkMaker(Target target) {
    this.chunks = new ChoiceChunks(target);
  }

  /** What the vendor calls the answer and the model; what is empty stays as it was. */
  void named(String newId, String newModel) {
    chunks.named(newId, newModel);
  }

  ObjectNode delta(ObjectNode delta) {
    return chunks.choice(0, delta);
  }

  /** The first chunk. */
  ObjectNode role() {
    return delta(object().put("role", "assistant").put("content", ""));
  }

  ObjectNode content(String text) {
    return delta(object().put("content", text));
  }

  /** The first delta of a tool call. */
  ObjectNode toolCall(int index, String callId, String name) {
    ObjectNode delta = object();
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", index).put("id", callId).put("type", "function");
    call.putObject("function").put("name", name).put("arguments", "");
    return delta(delta);
  }

  ObjectNode toolArguments(int index, String arguments) {
    ObjectNode delta = object();
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
    call.putObject("function").put("arguments", arguments);
    return delta(delta);
  }

  /**
   * The chunk that ends the answer.
   *
   * @param nativeReason the vendor's own word; empty: it said nothing
   */
  ObjectNode finish(String reason, String nativeReason) {
    return chunks.finish(0, reason, nativeReason);
  }

  /** The chunk after the last choice's. */
  ObjectNode usage(Usage usage) {
    return chunks.usage(usage);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
