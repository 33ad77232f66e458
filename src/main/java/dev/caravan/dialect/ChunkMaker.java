package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import org.jspecify.annotations.Nullable;

/** Makes the {@code chat.completion.chunk} objects of one stream with one choice. */
final class ChunkMaker {
  private final long created;
  private String id;
  private String model;

  ChunkMaker(Target target) {
    this.created = target.createdSeconds();
    this.id = target.callId();
    this.model = target.vendorModel();
  }

  /** What the vendor calls the answer and the model; what is empty stays as it was. */
  void named(String newId, String newModel) {
    id = newId.isEmpty() ? id : newId;
    model = newModel.isEmpty() ? model : newModel;
  }

  ObjectNode delta(ObjectNode delta) {
    return choice(delta, null);
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
    ObjectNode chunk = choice(object(), reason);
    if (!nativeReason.isEmpty()) {
      ((ObjectNode) chunk.path("choices").path(0)).put("native_finish_reason", nativeReason);
    }
    return chunk;
  }

  ObjectNode usage(Usage usage) {
    ObjectNode chunk = chunk();
    chunk.putArray("choices");
    chunk.set("usage", OpenAiUsage.write(usage));
    return chunk;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private ObjectNode choice(JsonNode delta, @Nullable String finish) {
    ObjectNode chunk = chunk();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finish);
    return chunk;
  }

  private ObjectNode chunk() {
    return object()
        .put("id", id)
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", model);
  }
}
