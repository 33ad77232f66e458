package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON in a stream's event. */
final class EventJson {
  private EventJson() {}

  /**
   * The objects of one event: usually one; the elements of an array; or one in each line, where the
   * blank lines between events were lost on the way.
   *
   * @throws UpstreamException of category SERVER if it is anything else
   */
  static List<JsonNode> read(ServerSentEvent event) {
    JsonNode json = parse(event.data());
    if (json != null) {
      return json.isArray() ? objects(json) : List.of(object(json));
    }
    List<JsonNode> lines = new ArrayList<>();
    byte[] data = event.data();
    int start = 0;
    for (int i = 0; i <= data.length; i++) {
      if (i == data.length || data[i] == '\n') {
        if (i > start) {
          lines.add(object(parse(Arrays.copyOfRange(data, start, i))));
        }
        start = i + 1;
      }
    }
    return lines;
  }

  /**
   * The one object of an event.
   *
   * @throws UpstreamException of category SERVER if it is anything else
   */
  static JsonNode one(ServerSentEvent event) {
    return object(parse(event.data()));
  }

  /** The one object of an event, or null if it is anything else. */
  static @Nullable JsonNode oneOrNull(ServerSentEvent event) {
    JsonNode json = parse(event.data());
    return json != null && json.isObject() ? json : null;
  }

  private static @Nullable JsonNode parse(byte[] data) {
    try {
      return Json.read(data);
    } catch (IOException e) {
      return null;
    }
  }

  private static List<JsonNode> objects(JsonNode array) {
    List<JsonNode> objects = new ArrayList<>(array.size());
    array.forEach(element -> objects.add(object(element)));
    return objects;
  }

  private static JsonNode object(@Nullable JsonNode json) {
    if (json == null || !json.isObject()) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "an event of the vendor's stream is no JSON object");
    }
    return json;
  }
}
