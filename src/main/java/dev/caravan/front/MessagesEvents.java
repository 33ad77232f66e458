package dev.caravan.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes Anthropic's stream events and counts the blocks. One block is open at a time. */
final class MessagesEvents {
  private int blocks;

  void messageStart(ObjectNode message, ClientEvents out) throws IOException {
    message.set("usage", MessagesUsage.write(Usage.NONE));
    ObjectNode event = event("message_start");
    event.set("message", message);
    send(event, out);
  }

  void blockStart(ObjectNode block, ClientEvents out) throws IOException {
    ObjectNode event = event("content_block_start").put("index", blocks);
    event.set("content_block", block);
    send(event, out);
  }

  void blockDelta(String type, String field, String value, ClientEvents out) throws IOException {
    ObjectNode event = event("content_block_delta").put("index", blocks);
    event.putObject("delta").put("type", type).put(field, value);
    send(event, out);
  }

  void blockStop(ClientEvents out) throws IOException {
    send(event("content_block_stop").put("index", blocks++), out);
  }

  void messageEnd(String reason, @Nullable String sequence, Usage usage, ClientEvents out)
      throws IOException {
    ObjectNode event = event("message_delta");
    event.putObject("delta").put("stop_reason", reason).put("stop_sequence", sequence);
    event.set("usage", MessagesUsage.write(usage));
    send(event, out);
    out.last("message_stop", event("message_stop"), null);
  }

  private static ObjectNode event(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private static void send(ObjectNode event, ClientEvents out) throws IOException {
    out.event(event.path("type").asText(), Json.write(event));
  }
}
