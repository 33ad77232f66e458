package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One output item while it is streamed. Its text is kept, because its last events repeat it whole.
 */
abstract sealed class ResponsesItem {
  final ResponsesEvents events;
  final String id;
  final int index;
  final StringBuilder text = new StringBuilder();

  ResponsesItem(ResponsesEvents events, String id, int index) {
    this.events = events;
    this.id = id;
    this.index = index;
  }

  /** Writes the item's last events. */
  final ObjectNode close() throws IOException {
    ObjectNode item = finish();
    events.sendItem("response.output_item.done", index, item);
    return item;
  }

  abstract ObjectNode finish() throws IOException;

  static ObjectNode object(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /** The readable reasoning is its summary, as OpenAI and xAI stream it. */
  static final class Reasoned extends ResponsesItem {
    private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
    private boolean isSealed;

    Reasoned(ResponsesEvents events, String id, int index) throws IOException {
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

  /** Text and refusals, each in parts of its own. */
  static final class Message extends ResponsesItem {
    private final ArrayNode content = JsonNodeFactory.instance.arrayNode();
    private @Nullable ObjectNode part;

    Message(ResponsesEvents events, String id, int index) throws IOException {
      super(events, id, index);
      events.sendItem(
          "response.output_item.added", index, item("in_progress", content.arrayNode()));
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

  /** A function's call. */
  static final class Call extends ResponsesItem {
    private final ArgumentsEnd end = new ArgumentsEnd();
    private final String callId;
    private final String name;

    Call(ResponsesEvents events, String id, int index, String callId, String name)
        throws IOException {
      super(events, id, index);
      this.callId = callId;
      this.name = name;
      events.sendItem("response.output_item.added", index, item("in_progress"));
    }

    void write(String delta) throws IOException {
      if (!delta.isEmpty()) {
        text.append(delta);
        end.read(delta);
        events.send(
            events.of("response.function_call_arguments.delta", id, index).put("delta", delta));
      }
    }

    boolean isComplete() {
      return end.isComplete();
    }

    @Override
    ObjectNode finish() throws IOException {
      if (text.isEmpty()) {
        text.append("{}");
      }
      events.send(
          events
              .of("response.function_call_arguments.done", id, index)
              .put("arguments", text.toString())
              .put("name", name));
      return item("completed");
    }

    private ObjectNode item(String status) {
      return object("function_call")
          .put("id", id)
          .put("status", status)
          .put("arguments", text.toString())
          .put("call_id", callId)
          .put("name", name);
    }
  }
}
