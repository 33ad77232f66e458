package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Responses as OpenAI, Azure, xAI, OpenRouter and llama.cpp answer it. */
class ResponsesApiDialectTest extends DialectContract {
  /** Not what its index says: the body is a stream of chat completions. */
  private static final String CHAT_STREAM = "openai/responses-stream-200-gpt-4-0613-01.json";

  @Override
  Dialect dialect() {
    return new OpenAiToResponses();
  }

  @Override
  List<Recording> recordings() {
    return Recordings.all(
        r -> r.api().equals("responses") && !r.file().equals(CHAT_STREAM) && isResponse(r));
  }

  /** {@code /responses/compact} and {@code /responses/input_tokens} are other calls. */
  private static boolean isResponse(Recording recording) {
    if (!recording.kind().equals("json")) {
      return true;
    }
    try {
      JsonNode body = Json.read(recording.responseBody());
      return body.path("object").asText().equals("response");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  Meaning expected(Recording recording) throws IOException {
    if (recording.kind().equals("json")) {
      return of(Json.read(recording.responseBody()));
    }
    // The last event of a stream repeats the whole answer.
    JsonNode last = null;
    for (String line : new String(recording.responseBody(), UTF_8).split("\r?\n", -1)) {
      if (line.startsWith("data:") && line.contains("{")) {
        JsonNode event = Json.read(line.substring(5).strip().getBytes(UTF_8));
        if (event.path("type").asText().matches("response.(completed|incomplete)")) {
          last = event.path("response");
        }
      }
    }
    return of(last);
  }

  private static Meaning of(JsonNode response) {
    StringBuilder text = new StringBuilder();
    List<String> thoughts = new ArrayList<>();
    List<Meaning.ToolCall> calls = new ArrayList<>();
    for (JsonNode item : response.get("output")) {
      switch (item.get("type").asText()) {
        case "message" -> item.get("content").forEach(p -> text.append(p.path("text").asText("")));
        case "reasoning" -> {
          List<String> parts = new ArrayList<>(item.path("summary").findValuesAsText("text"));
          if (parts.isEmpty()) {
            parts.add(String.join("", item.path("content").findValuesAsText("text")));
          }
          parts.removeIf(String::isEmpty);
          thoughts.addAll(parts);
        }
        case "function_call" ->
            calls.add(
                new Meaning.ToolCall(
                    item.get("name").asText(),
                    Meaning.Arguments.of(item.get("arguments").asText())));
        default -> {}
      }
    }
    String reason = response.path("incomplete_details").path("reason").asText("");
    String finish = calls.isEmpty() ? "stop" : "tool_calls";
    if (response.path("status").asText().equals("incomplete")) {
      finish = reason.equals("content_filter") ? "content_filter" : "length";
    }
    JsonNode usage = response.path("usage");
    boolean counted = usage.has("input_tokens");
    return new Meaning(
        text.toString(),
        String.join("\n\n", thoughts),
        calls,
        finish,
        counted ? usage.get("input_tokens").asLong() : -1,
        counted ? usage.at("/input_tokens_details/cached_tokens").asLong() : -1,
        counted ? usage.get("output_tokens").asLong() : -1);
  }

  @Override
  public String expectedCategory(Recording recording) {
    String body = new String(recording.responseBody(), UTF_8).toLowerCase(java.util.Locale.ROOT);
    if (body.contains("context_length_exceeded")) {
      return "CONTEXT_LENGTH";
    }
    if (body.contains("model_not_found")) {
      return "NOT_FOUND";
    }
    return switch (recording.status()) {
      case 401 -> "AUTHENTICATION";
      // The client's own id is no fault of the vendor's; an unknown model is.
      case 404 -> body.contains("with id") ? "INVALID_REQUEST" : "NOT_FOUND";
      case 429 -> "RATE_LIMIT";
      default -> "INVALID_REQUEST";
    };
  }
}
