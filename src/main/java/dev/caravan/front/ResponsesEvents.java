package dev.caravan.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes and numbers the events of one Responses stream; a plain answer has none to write. */
final class ResponsesEvents {
  private @Nullable ClientEvents out;
  private long number;

  /** Where the next events go; null: nowhere. */
  void to(@Nullable ClientEvents client) {
    this.out = client;
  }

  /** An event about an item. */
  ObjectNode of(String type, String itemId, int outputIndex) {
    return of(type).put("item_id", itemId).put("output_index", outputIndex);
  }

  ObjectNode of(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type).put("sequence_number", number++);
  }

  void send(ObjectNode event) throws IOException {
    if (out != null) {
      out.event(event.path("type").asText(), Json.write(event));
    }
  }

  void sendItem(String type, int outputIndex, ObjectNode item) throws IOException {
    ObjectNode event = of(type).put("output_index", outputIndex);
    event.set("item", item);
    send(event);
  }

  void sendResponse(String type, ObjectNode response) throws IOException {
    ObjectNode event = of(type);
    event.set("response", response);
    send(event);
  }

  void last(String type, ObjectNode response) throws IOException {
    ObjectNode event = of(type);
    event.set("response", response);
    if (out != null) {
      out.last(type, event, null);
    }
  }
}
