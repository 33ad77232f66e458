package dev.caravan.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;

/** Makes the {@code chat.completion.chunk} objects of one stream with any number of choices. */
final class ChoiceChunks {
  private final long created;
  private String id;
  private String model;

  ChoiceChunks(Target target) {
    this.created = target.createdSeconds();
    this.id = target.callId();
    this.model = target.vendorModel();
  }

  /** What the vendor calls the answer and the model; what is empty stays as it was. */
  void named(String newId, String newModel) {
    id = newId.isEmpty() ? id : newId;
    model = newModel.isEmpty() ? model : newModel;
  }

  String id() {
    return id;
  }

  /** A chunk of one choice, which has no finish reason yet. */
  ObjectNode choice(int index, ObjectNode delta) {
    ObjectNode chunk = chunk();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
    choice.set("delta", delta);
    choice.putNull("finish_reason");
    return chunk;
  }

  /**
   * The chunk that ends a choice.
   *
   * @param nativeReason the vendor's own word; empty: it said nothing
   */
  ObjectNode finish(int index, String reason, String nativeReason) {
    ObjectNode chunk = choice(index, JsonNodeFactory.instance.objectNode());
    choiceOf(chunk).put("finish_reason", reason);
    if (!nativeReason.isEmpty()) {
      choiceOf(chunk).put("native_finish_reason", nativeReason);
    }
    return chunk;
  }

  /** The chunk after the last choice's. */
  ObjectNode usage(Usage usage) {
    ObjectNode chunk = chunk();
    chunk.putArray("choices");
    chunk.set("usage", OpenAiUsage.write(usage));
    return chunk;
  }

  /** The one choice of a chunk made here. */
  static ObjectNode choiceOf(ObjectNode chunk) {
    return (ObjectNode) chunk.get("choices").get(0);
  }

  private ObjectNode chunk() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", model);
  }
}
