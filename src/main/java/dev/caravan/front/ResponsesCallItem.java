package dev.caravan.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The item of a function's call. */
final class ResponsesCallItem extends ResponsesItem {
  private final ArgumentsEnd end = new ArgumentsEnd();
  private final String callId;
  private final String name;

  ResponsesCallItem(ResponsesEvents events, String id, int index, String callId, String name)
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
