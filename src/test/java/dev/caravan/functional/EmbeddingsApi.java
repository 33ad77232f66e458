package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What tests of {@code POST /v1/embeddings} have in common. */
final class EmbeddingsApi {
  private EmbeddingsApi() {}

  static HttpResponse<String> embed(Gateway gateway, String body, String... headers) {
    return gateway.post("/v1/embeddings", body, headers);
  }

  /** OpenAI's answer with vectors of two numbers, the second of which is the input's number. */
  static String vectors(int from, int count) {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < count; i++) {
      data.append(i == 0 ? "" : ", ")
          .append("{\"object\": \"embedding\", \"index\": %d, ".formatted(i))
          .append("\"embedding\": [0.5000000000000000001, %d.0]}".formatted(from + i));
    }
    return """
        {"object": "list", "data": [%s], "model": "vendor-name", "unknown": {"a": 1},
         "usage": {"prompt_tokens": %d, "total_tokens": %d}}
        """
        .formatted(data, 10 * count, 10 * count);
  }

  static Answer answers(int from, int count) {
    return Answer.json(200, vectors(from, count));
  }

  static JsonNode received(FakeVendor vendor, int request) {
    return json(vendor.requests().get(request).body());
  }

  static JsonNode json(String text) {
    try {
      return Json.read(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** The numbers of a vector, however it is encoded. */
  static List<Float> floats(JsonNode vector) {
    List<Float> floats = new ArrayList<>();
    if (vector.isTextual()) {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(vector.asText()))
              .order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        floats.add(bytes.getFloat());
      }
    } else {
      vector.forEach(value -> floats.add(value.floatValue()));
    }
    return floats;
  }

  static String message(HttpResponse<String> answer) {
    return Gateway.json(answer).at("/error/message").asText();
  }

  static String param(HttpResponse<String> answer) {
    return Gateway.json(answer).at("/error/param").asText();
  }
}
