package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The chunks that a dialect makes of hand-written events, for tests. */
final class Streamed {
  private final StreamTranslator translator;
  private final List<ObjectNode> chunks = new ArrayList<>();

  Streamed(Dialect dialect, String model) {
    translator = dialect.stream(Target.of(model, 100, true));
  }

  /** Feeds events; single quotes stand for double ones. */
  Streamed events(String... events) throws IOException {
    for (String event : events) {
      event("", event);
    }
    return this;
  }

  Streamed event(String type, String data) throws IOException {
    translator.accept(
        new ServerSentEvent(type, data.replace('\'', '"').getBytes(UTF_8)),
        (chunk, bytes) -> chunks.add(chunk));
    return this;
  }

  StreamTranslator translator() {
    return translator;
  }

  List<ObjectNode> chunks() {
    return chunks;
  }

  Meaning meaning() {
    return Meaning.of(chunks, translator);
  }

  /** The deltas that have this field, in order. */
  List<JsonNode> deltas(String field) {
    return chunks.stream()
        .map(c -> c.path("choices").path(0).path("delta"))
        .filter(d -> d.has(field))
        .map(d -> d.get(field))
        .toList();
  }

  JsonNode lastChoice() {
    return chunks.stream()
        .filter(c -> !c.path("choices").isEmpty())
        .reduce((a, b) -> b)
        .orElseThrow()
        .path("choices")
        .path(0);
  }
}
