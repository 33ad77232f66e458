package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Ollama's own {@code /api/chat}. */
class OllamaDialectTest extends DialectContract {
  @Override
  public Dialect dialect() {
    return new OpenAiToOllama();
  }

  /** Left out: answers in OpenAI's shape, which a replay had under the native path. */
  @Override
  public List<Recording> recordings() {
    return Recordings.all(
        r -> r.vendor().equals("ollama") && r.api().equals("ollama-chat") && !isOpenAi(r));
  }

  private static boolean isOpenAi(Recording recording) {
    return new String(recording.responseBody(), UTF_8).contains("\"object\":\"chat.completion");
  }

  @Override
  public Meaning expected(Recording recording) throws IOException {
    StringBuilder text = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    List<Meaning.ToolCall> calls = new ArrayList<>();
    String finish = "";
    boolean counted = false;
    long prompt = -1;
    long completion = -1;
    for (String line : new String(recording.responseBody(), UTF_8).split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      JsonNode piece = Json.read(line.getBytes(UTF_8));
      JsonNode message = piece.get("message");
      text.append(message.path("content").asText(""));
      thinking.append(message.path("thinking").asText(""));
      for (JsonNode call : message.path("tool_calls")) {
        calls.add(
            new Meaning.ToolCall(
                call.at("/function/name").asText(), call.at("/function/arguments")));
      }
      if (piece.path("done").asBoolean()) {
        finish = piece.path("done_reason").asText("stop");
        counted = piece.has("prompt_eval_count") && piece.has("eval_count");
        prompt = piece.path("prompt_eval_count").asLong();
        completion = piece.path("eval_count").asLong();
      }
    }
    return new Meaning(
        text.toString(),
        thinking.toString(),
        calls,
        finish.equals("length") ? "length" : calls.isEmpty() ? "stop" : "tool_calls",
        counted ? prompt : -1,
        counted ? 0 : -1,
        counted ? completion : -1);
  }

  @Override
  String expectedCategory(Recording recording) {
    return recording.status() == 404
        ? "NOT_FOUND"
        : recording.status() >= 500 ? "SERVER" : "INVALID_REQUEST";
  }
}
