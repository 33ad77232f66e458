package dev.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as it came to a client, read without the gateway's code and without patience: no line
 * that is not of the event, no event without its blank line.
 *
 * @param type of the line {@code event:}; empty: there was none
 */
record ClientEvent(String type, String data) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<ClientEvent> read(String body) {
    assertThat(body).as("the end of a stream").endsWith("\n\n");
    List<ClientEvent> events = new ArrayList<>();
    for (String block : body.substring(0, body.length() - 2).split("\n\n", -1)) {
      String type = "";
      String data = null;
      for (String line : block.split("\n", -1)) {
        if (line.startsWith("event: ")) {
          assertThat(type).as(block).isEmpty();
          type = line.substring("event: ".length());
        } else {
          assertThat(line).as(block).startsWith("data: ");
          assertThat(data).as(block).isNull();
          data = line.substring("data: ".length());
        }
      }
      assertThat(data).as(block).isNotNull();
      events.add(new ClientEvent(type, data));
    }
    return events;
  }

  /** The data of events whose line {@code event:} and whose field {@code type} must agree. */
  static List<JsonNode> typed(List<ClientEvent> events) {
    List<JsonNode> all = new ArrayList<>();
    for (ClientEvent event : events) {
      JsonNode json = event.json();
      assertThat(json.path("type").asText()).isEqualTo(event.type()).isNotEmpty();
      all.add(json);
    }
    return all;
  }

  JsonNode json() {
    return json(data);
  }

  static JsonNode json(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      assertThat(json.isObject()).as(text).isTrue();
      return json;
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
