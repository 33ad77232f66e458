package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The item of a message: text and refusals, each in parts of its own. */
final class ResponsesMessageItem extends ResponsesItem {
  private final ArrayNode content = JsonNodeFactory.instance.arrayNode();
  private @Nullable ObjectNode part;

  ResponsesMessageItem(ResponsesEvents events, String id, int index) throws IOException {
    super(events, id, index);
    events.sendItem("response.output_item.added", index, item("in_progress", content.arrayNode()));
  }

  void write(String delta, JsonNode logprobs) throws IOException {
    if (delta.isEmpty()) {
      return;
    }
    ObjectNode open = open("output_text");
    text.append(delta);
    ArrayNode probabilities = logprobs instanceof ArrayNode array ? array : content.arrayNode();
    ((ArrayNode) open.path("logprobs")).addAll(probabilities);
    ObjectNode event = event("response.output_text.delta").put("delta", delta);
    event.set("logprobs", probabilities);
    events.send(event);
  }

  void refuse(String delta) throws IOException {
    if (!delta.isEmpty()) {
      open("refusal");
      text.append(delta);
      events.send(event("response.refusal.delta").put("delta", delta));
    }
  }

  /** Adds what a text is annotated with, in the flat shape of Responses. */
  void annotate(JsonNode annotation) throws IOException {
    ObjectNode open = open("output_text");
    JsonNode inner = annotation.path(annotation.path("type").asText(""));
    ObjectNode flat = object(annotation.path("type").asText(""));
    if (inner instanceof ObjectNode fields) {
      flat.setAll(fields);
    } else if (annotation instanceof ObjectNode fields) {
      flat.setAll(fields);
    }
    ArrayNode annotations = (ArrayNode) open.path("annotations");
    ObjectNode event = event("response.output_text.annotation.added");
    event.put("annotation_index", annotations.size()).set("annotation", flat);
    annotations.add(flat);
    events.send(event);
  }

  private ObjectNode open(String type) throws IOException {
    if (part != null && part.path("type").asText().equals(type)) {
      return part;
    }
    closePart();
    ObjectNode begun = object(type);
    if (type.equals("refusal")) {
      begun.put("refusal", "");
    } else {
      begun.putArray("annotations");
      begun.putArray("logprobs");
      begun.put("text", "");
    }
    part = begun;
    ObjectNode event = event("response.content_part.added");
    event.set("part", begun);
    events.send(event);
    return begun;
  }

  private void closePart() throws IOException {
    ObjectNode done = part;
    if (done == null) {
      return;
    }
    boolean isRefusal = done.path("type").asText().equals("refusal");
    String field = isRefusal ? "refusal" : "text";
    done.put(field, text.toString());
    text.setLength(0);
    ObjectNode event = event(isRefusal ? "response.refusal.done" : "response.output_text.done");
    event.set(field, done.get(field));
    if (!isRefusal) {
      event.set("logprobs", done.get("logprobs"));
    }
    events.send(event);
    ObjectNode end = event("response.content_part.done");
    end.set("part", done);
    events.send(end);
    content.add(done);
    part = null;
  }

  @Override
  ObjectNode finish() throws IOException {
    closePart();
    return item("completed", content);
  }

  private ObjectNode event(String type) {
    return events.of(type, id, index).put("content_index", content.size());
  }

  private ObjectNode item(String status, ArrayNode parts) {
    ObjectNode item = object("message").put("id", id).put("status", status);
    item.put("role", "assistant").set("content", parts);
    return item;
  }
}
