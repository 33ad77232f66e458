package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What the tests of recorded chat exchanges have in common. */
final class RecordedChat {
  private RecordedChat() {}

  /** A gateway whose breaker never opens and which keeps no answer. */
  static Gateway gateway(FakeVendor vendor) {
    return Gateway.withVendor(vendor.baseUrl())
        .models(
            """
            providers:
              fake: {dialect: openai, base-url: "%s", api-keys: ["sk-gateway-secret-key"]}
            models:
              fake-model:
                context-window: 128000
                max-output: 16384
                circuit-breaker: {failure-threshold: 1000, recovery: 30s}
                deployments: [{provider: fake, model: vendor-model}]
            """
                .formatted(vendor.baseUrl()))
        .gateway(
            """
            routing: {default-model: fake-model, fallback-chain: [], retries: 0}
            cache: {exact: {enabled: false}}
            access-log: {enabled: false}
            """)
        .start();
  }

  static List<Recording> all(String kind) {
    return Recordings.all(r -> r.api().equals("chat") && r.kind().equals(kind));
  }

  /** The recorded request, for the gateway's model; some recorders kept none. */
  static ObjectNode request(Recording recording, boolean stream) {
    ObjectNode request = recordedRequest(recording);
    request.put("model", "fake-model");
    if (stream) {
      request.put("stream", true);
    } else {
      request.remove("stream");
    }
    return request;
  }

  private static ObjectNode recordedRequest(Recording recording) {
    try {
      if (Json.read(recording.requestBody().getBytes(UTF_8)) instanceof ObjectNode body
          && body.path("messages").isArray()) {
        return body;
      }
    } catch (IOException e) {
      // Not kept by the recorder: any request will do.
    }
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.putArray("messages").addObject().put("role", "user").put("content", "Hello");
    return request;
  }

  static JsonNode received(FakeVendor vendor) {
    try {
      return Json.read(vendor.requests().getLast().body().getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a body with status 200 is an answer, and not an error in its place. */
  static boolean isAnswer(JsonNode body) {
    return body.path("choices").isArray()
        && !body.hasNonNull("error")
        && !body.path("choices").path(0).hasNonNull("error");
  }

  /** Whether an error ends the stream. */
  static boolean isBroken(Recording recording) {
    return recording.kind().contains("stream")
        && Events.of(new String(recording.responseBody(), UTF_8)).chunks().stream()
            .anyMatch(chunk -> chunk.hasNonNull("error"));
  }

  /** Each finish reason that came, with the index of its choice. */
  static List<String> finishReasons(Events events) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode chunk : events.chunks()) {
      for (JsonNode choice : chunk.path("choices")) {
        if (choice.hasNonNull("finish_reason")) {
          reasons.add("choice " + choice.path("index").asInt(0));
        }
      }
    }
    return reasons;
  }
}
