package dev.caravan.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The chunks of recorded chat streams, as their vendors sent them. */
final class RecordedChunks {
  private RecordedChunks() {}

  static List<Recording> streams() {
    return Recordings.all(r -> r.api().equals("chat") && r.kind().equals("stream"));
  }

  static List<JsonNode> of(Recording recording) throws IOException {
    List<JsonNode> chunks = new ArrayList<>();
    for (String line : new String(recording.responseBody(), UTF_8).split("\r?\n", -1)) {
      if (line.startsWith("data:") && line.indexOf('{') >= 0) {
        chunks.add(ClientLog.json(line.substring(5)));
      }
    }
    return chunks;
  }
}
