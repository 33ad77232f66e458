package dev.caravan.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of an OpenAI-shaped stream as a test reads them, on purpose not with the gateway's own
 * reader.
 *
 * @param chunks the JSON of each event, errors included
 * @param done whether {@code [DONE]} was the last event
 */
public record Events(List<JsonNode> chunks, boolean done) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static Events of(String body) {
    List<JsonNode> chunks = new ArrayList<>();
    boolean done = false;
    for (String block : body.replace("\r\n", "\n").split("\n\n", -1)) {
      String data = data(block);
      if (data.isEmpty()) {
        continue;
      }
      if (done) {
        throw new IllegalStateException("an event after [DONE]: " + data);
      }
      done = data.strip().equals("[DONE]");
      if (!done) {
        chunks.add(read(data));
      }
    }
    return new Events(chunks, done);
  }

  /** The error that ended the stream, or a missing node. */
  public JsonNode error() {
    return chunks.isEmpty() ? JSON.missingNode() : last().path("error");
  }

  public JsonNode last() {
    return chunks.getLast();
  }

  /** The text of the first choice. */
  public String text() {
    StringBuilder text = new StringBuilder();
    chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
    return text.toString();
  }

  private static String data(String block) {
    List<String> lines =
        block
            .lines()
            .filter(line -> line.startsWith("data:"))
            .map(line -> line.substring(line.startsWith("data: ") ? 6 : 5))
            .toList();
    return String.join("\n", lines);
  }

  private static JsonNode read(String data) {
    try {
      return JSON.readTree(data);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + data, e);
    }
  }
}
