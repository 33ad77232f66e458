package dev.caravan.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads Anthropic's events as a strict client does: every event at its place, every delta of the
 * kind of its block. Knows nothing of the gateway.
 */
public final class MessagesEventReader {
  private static final Map<String, List<String>> DELTAS =
      Map.of(
          "text", List.of("text_delta"),
          "thinking", List.of("thinking_delta", "signature_delta"),
          "tool_use", List.of("input_json_delta"),
          "redacted_thinking", List.of());

  private final ArrayNode blocks = ClientLog.JSON.createArrayNode();
  private String stopReason = "";
  private JsonNode usage = ClientLog.JSON.missingNode();

  public static MessagesEventReader read(List<JsonNode> events) {
    MessagesEventReader reader = new MessagesEventReader();
    assertThat(events.getFirst().path("type").asText()).isEqualTo("message_start");
    assertThat(events.getFirst().at("/message/content")).isEmpty();
    assertThat(events.getLast().path("type").asText()).isEqualTo("message_stop");
    JsonNode delta = events.get(events.size() - 2);
    assertThat(delta.path("type").asText()).isEqualTo("message_delta");
    reader.stopReason = delta.at("/delta/stop_reason").asText("");
    reader.usage = delta.path("usage");
    boolean open = false;
    for (JsonNode event : events.subList(1, events.size() - 2)) {
      switch (event.path("type").asText()) {
        case "content_block_start" -> {
          assertThat(open).as("a block begins in another").isFalse();
          assertThat(event.path("index").asInt(-1)).isEqualTo(reader.blocks.size());
          reader.blocks.add(event.path("content_block").deepCopy());
          open = true;
        }
        case "content_block_delta" -> {
          assertThat(open).as("a delta outside of a block").isTrue();
          reader.delta(event);
        }
        case "content_block_stop" -> {
          assertThat(open).as("an end outside of a block").isTrue();
          assertThat(event.path("index").asInt(-1)).isEqualTo(reader.blocks.size() - 1);
          open = false;
        }
        default -> throw new AssertionError("out of place: " + event);
      }
    }
    assertThat(open).as("a block without end").isFalse();
    return reader;
  }

  private void delta(JsonNode event) {
    assertThat(event.path("index").asInt(-1)).isEqualTo(blocks.size() - 1);
    var block = (com.fasterxml.jackson.databind.node.ObjectNode) blocks.get(blocks.size() - 1);
    JsonNode delta = event.path("delta");
    assertThat(DELTAS.get(block.path("type").asText())).contains(delta.path("type").asText());
    for (String field : List.of("text", "thinking", "signature", "partial_json")) {
      if (delta.has(field)) {
        assertThat(delta.get(field).isTextual()).isTrue();
        block.put(field, block.path(field).asText("") + delta.get(field).asText());
      }
    }
  }

  public Said said() {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (JsonNode block : blocks) {
      text.append(block.path("text").asText(""));
      reasoning.append(block.path("thinking").asText(""));
      if (block.path("type").asText().equals("tool_use")) {
        calls.add(block.path("name").asText() + block.path("partial_json").asText(""));
      }
    }
    return new Said(text.toString(), reasoning.toString(), calls);
  }

  /** The blocks as a client keeps them and sends them back. */
  ArrayNode content() throws java.io.IOException {
    ArrayNode content = blocks.deepCopy();
    for (JsonNode block : content) {
      if (block instanceof com.fasterxml.jackson.databind.node.ObjectNode mine
          && block.path("type").asText().equals("tool_use")) {
        String json = mine.path("partial_json").asText("");
        mine.set("input", ClientLog.json(json.isEmpty() ? "{}" : json));
        mine.remove("partial_json");
      }
    }
    return content;
  }

  public String stopReason() {
    return stopReason;
  }

  public JsonNode usage() {
    return usage;
  }
}
