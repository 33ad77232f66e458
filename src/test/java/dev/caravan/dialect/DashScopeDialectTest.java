package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** DashScope's native text and multimodal generation. */
class DashScopeDialectTest extends DialectContract {
  private static final List<String> APIS = List.of("dashscope-native", "dashscope-mm");

  @Override
  public Dialect dialect() {
    return new OpenAiToDashScope();
  }

  /**
   * Left out: streams of deep research of which one event in the middle was recorded, so that they
   * have no end.
   */
  @Override
  public List<Recording> recordings() {
    return Recordings.all(
        r -> r.vendor().equals("qwen-dashscope") && APIS.contains(r.api()) && !isFragment(r));
  }

  private static boolean isFragment(Recording recording) {
    return recording.kind().equals("stream")
        && new String(recording.responseBody(), UTF_8).contains("\"fininshed\":false");
  }

  /** Lists and states of batches and tasks of images are no answers. */
  @Override
  public boolean isErrorInside(Recording recording) throws IOException {
    if (recording.kind().equals("json")) {
      JsonNode output = Json.read(recording.responseBody()).path("output");
      return !output.has("choices") && !output.has("text");
    }
    return super.isErrorInside(recording);
  }

  @Override
  public Meaning expected(Recording recording) throws IOException {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    Map<Integer, String> names = new TreeMap<>();
    Map<Integer, String> arguments = new TreeMap<>();
    String finish = "null";
    JsonNode usage = null;
    for (JsonNode piece : pieces(recording)) {
      JsonNode output = piece.get("output");
      JsonNode choice = output.has("choices") ? output.get("choices").get(0) : output;
      JsonNode message = choice.path("message");
      text.append(output.path("text").asText(""));
      text.append(message.path("content").asText(""));
      message.path("content").forEach(part -> text.append(part.path("text").asText("")));
      reasoning.append(message.path("reasoning_content").asText(""));
      for (JsonNode call : message.path("tool_calls")) {
        int index = call.get("index").asInt();
        names.merge(index, call.get("function").path("name").asText(""), String::concat);
        arguments.merge(index, call.get("function").path("arguments").asText(""), String::concat);
      }
      if (!choice.path("finish_reason").asText("null").equals("null")) {
        finish = choice.get("finish_reason").asText();
      }
      usage = piece.has("usage") ? piece.get("usage") : usage;
    }
    List<Meaning.ToolCall> calls = new ArrayList<>();
    names.forEach(
        (index, name) ->
            calls.add(new Meaning.ToolCall(name, Meaning.Arguments.of(arguments.get(index)))));
    boolean counted = usage != null && usage.has("input_tokens");
    return new Meaning(
        text.toString(),
        reasoning.toString(),
        calls,
        finish.equals("stop") && !calls.isEmpty() ? "tool_calls" : finish,
        counted ? usage.get("input_tokens").asLong() : -1,
        counted
            ? usage
                .at("/prompt_tokens_details/cached_tokens")
                .asLong(usage.path("cached_tokens").asLong())
            : -1,
        counted ? usage.get("output_tokens").asLong() : -1);
  }

  private static List<JsonNode> pieces(Recording recording) throws IOException {
    if (recording.kind().equals("json")) {
      return List.of(Json.read(recording.responseBody()));
    }
    List<JsonNode> pieces = new ArrayList<>();
    for (String line : new String(recording.responseBody(), UTF_8).split("\r?\n", -1)) {
      if (line.startsWith("data:")) {
        pieces.add(Json.read(line.substring(5).getBytes(UTF_8)));
      }
    }
    return pieces;
  }

  @Override
  String expectedCategory(Recording recording) {
    return switch (recording.status()) {
      case 401 -> "AUTHENTICATION";
      case 403 -> "PERMISSION";
      case 404 -> "NOT_FOUND";
      case 429 -> "RATE_LIMIT";
      default -> recording.status() >= 500 ? "SERVER" : "INVALID_REQUEST";
    };
  }
}
