package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** An event as text, which compares and prints. */
record Received(String type, String data) {
  static Received data(String data) {
    return new Received("", data);
  }

  static List<Received> readAll(InputStream in, int maxEventBytes) throws IOException {
    SseReader reader = new SseReader(in, maxEventBytes);
    List<Received> events = new ArrayList<>();
    ServerSentEvent event = reader.next();
    while (event != null) {
      events.add(new Received(event.type(), new String(event.data(), UTF_8)));
      event = reader.next();
    }
    return events;
  }
}
