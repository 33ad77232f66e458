package dev.caravan.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * One output item while it is streamed. Its text is kept, because its last events repeat it whole.
 */
abstract sealed class ResponsesItem
    permits ResponsesReasoningItem, ResponsesMessageItem, ResponsesCallItem {
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
}
