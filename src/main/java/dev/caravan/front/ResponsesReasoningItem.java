package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The item of reasoning; what can be read of it is its summary, as OpenAI and xAI stream it. */
final class ResponsesReasoningItem extends ResponsesItem {
  private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
  private boolean isSealed;

  ResponsesReasoningItem(ResponsesEvents events, String id, int index) throws IOException {
    super(events, id, index);
    ObjectNode item = object("reasoning").put("id", id).put("status", "in_progress");
    item.putArray("summary");
    events.sendItem("response.output_item.added", index, item);
  }

  /** Whether a signature closed the text. */
  boolean isSealed() {
    return isSealed;
  }

  void write(String delta) throws IOException {
    if (delta.isEmpty()) {
      return;
    }
    if (text.isEmpty()) {
      events.send(part("response.reasoning_summary_part.added", ""));
    }
    text.append(delta);
    events.send(event("response.reasoning_summary_text.delta").put("delta", delta));
  }

  /** Whether text of an item, which came without plain reasoning, was streamed before. */
  boolean repeats(JsonNode item, String own) {
    boolean isSigned = item.hasNonNull("signature");
    return !text.isEmpty() && (own.length() == text.length() || (isSigned && details.isEmpty()));
  }

  /** Adds an item of the chat form, or goes on with the one before. */
  void add(JsonNode item) {
    JsonNode before = details.path(details.size() - 1);
    String field = MessagesReasoning.textField(item);
    boolean isOpaque = item.path("type").asText("").equals("reasoning.encrypted");
    boolean goesOn =
        before instanceof ObjectNode
            && !isOpaque
            && before.path("type").equals(item.path("type"))
            && before.path("index").equals(item.path("index"));
    if (goesOn) {
      String joined = before.path(field).asText("") + item.path(field).asText("");
      ((ObjectNode) before).setAll((ObjectNode) item.deepCopy());
      ((ObjectNode) before).put(field, joined);
    } else {
      details.add(item.deepCopy());
    }
    isSealed |= !isOpaque && !item.path("signature").asText("").isEmpty();
  }

  @Override
  ObjectNode finish() throws IOException {
    ObjectNode item = object("reasoning").put("id", id).put("status", "completed");
    ArrayNode summary = item.putArray("summary");
    if (!text.isEmpty()) {
      events.send(event("response.reasoning_summary_text.done").put("text", text.toString()));
      events.send(part("response.reasoning_summary_part.done", text.toString()));
      summary.addObject().put("type", "summary_text").put("text", text.toString());
    }
    for (JsonNode detail : details) {
      String field = MessagesReasoning.textField(detail);
      if (detail.hasNonNull("signature") && detail.path(field).asText("").isEmpty()) {
        ((ObjectNode) detail).remove(field);
      }
    }
    return item.put("encrypted_content", ResponsesReasoning.pack(details, text.toString()));
  }

  private ObjectNode event(String type) {
    return events.of(type, id, index).put("summary_index", 0);
  }

  private ObjectNode part(String type, String whole) {
    ObjectNode event = event(type);
    event.putObject("part").put("type", "summary_text").put("text", whole);
    return event;
  }
}
