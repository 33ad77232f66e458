package dev.caravan.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a client of a stream got. */
final class ClientLog implements ClientEvents {
  static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> events = new ArrayList<>();
  private boolean hasLast;

  /** Runs a whole stream. */
  static ClientLog of(FrontStream stream, List<JsonNode> chunks, Usage usage) throws IOException {
    ClientLog log = new ClientLog();
    for (JsonNode chunk : chunks) {
      stream.chunk(chunk.deepCopy(), null, log);
    }
    stream.end(usage, log);
    assertThat(log.hasLast).isTrue();
    return log;
  }

  static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  static ObjectNode object(String text) throws IOException {
    return (ObjectNode) JSON.readTree(text);
  }

  /** JSON with single quotes, for comparisons that can be read. */
  static String quoted(JsonNode node) {
    return node.toString().replace('"', '\'').replace("\\'", "\\\"");
  }

  /** A text as it stands in JSON. */
  static String escaped(String text) {
    String json = JSON.getNodeFactory().textNode(text).toString();
    return json.substring(1, json.length() - 1);
  }

  @Override
  public void event(String type, byte[] data) throws IOException {
    assertThat(hasLast).as("an event after the last").isFalse();
    JsonNode event = JSON.readTree(data);
    assertThat(event.path("type").asText()).isEqualTo(type);
    events.add(event);
  }

  @Override
  public void last(String type, ObjectNode data, byte[] bytes) {
    assertThat(hasLast).as("a second last event").isFalse();
    assertThat(data.path("type").asText()).isEqualTo(type);
    hasLast = true;
    events.add(data);
  }

  List<JsonNode> events() {
    return events;
  }

  /** One line for each event, for golden sequences. */
  List<String> lines() {
    return events.stream().map(JsonNode::toString).toList();
  }
}
