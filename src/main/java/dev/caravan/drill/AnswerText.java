package dev.caravan.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts together what a client is told, plain or streamed, and whether it is the whole of it. */
final class AnswerText {
  private static final String DATA = "data:";

  private final StringBuilder text = new StringBuilder();
  private @Nullable String model;
  private @Nullable String error;
  private boolean finished;
  private boolean done;
  private long firstToken;

  /** Reads a plain answer or an error. */
  void readPlain(InputStream body, LongSupplier nanos) throws IOException {
    JsonNode json = Json.mapper().readTree(body);
    take(json, "message", nanos);
    done = true;
  }

  /** Reads a stream to its end. */
  void readStream(InputStream body, LongSupplier nanos) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.startsWith(DATA)) {
        continue;
      }
      String data = line.substring(DATA.length()).strip();
      if (data.equals("[DONE]")) {
        done = true;
      } else {
        take(Json.mapper().readTree(data), "delta", nanos);
      }
    }
  }

  private void take(JsonNode json, String part, LongSupplier nanos) {
    if (json.hasNonNull("error")) {
      JsonNode code = json.path("error").path("code");
      error = code.isTextual() ? code.textValue() : json.path("error").path("type").asText("error");
    }
    if (model == null && json.path("model").isTextual()) {
      model = json.path("model").textValue();
    }
    JsonNode choice = json.path("choices").path(0);
    String more = choice.path(part).path("content").asText("");
    if (!more.isEmpty() && firstToken == 0) {
      firstToken = nanos.getAsLong();
    }
    text.append(more);
    finished |= choice.path("finish_reason").isTextual();
  }

  /** Whether it ended as a whole answer ends. */
  boolean isWhole() {
    return finished && done && error == null;
  }

  String text() {
    return text.toString();
  }

  @Nullable String model() {
    return model;
  }

  /** The code of the error that it holds; null: none. */
  @Nullable String error() {
    return error;
  }

  /** By the clock that was given; 0: no token. */
  long firstToken() {
    return firstToken;
  }
}
