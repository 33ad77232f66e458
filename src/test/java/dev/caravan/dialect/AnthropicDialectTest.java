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

/** The Messages API as Anthropic, Azure, OpenRouter and Bedrock's invoke answer it. */
class AnthropicDialectTest extends DialectContract {
  private static final List<String> HOSTS = List.of("anthropic", "azure");

  @Override
  Dialect dialect() {
    return new OpenAiToAnthropic();
  }

  @Override
  List<Recording> recordings() {
    return Recordings.all(
        r ->
            (HOSTS.contains(r.vendor()) && r.api().equals("messages"))
                || (r.vendor().equals("bedrock") && r.api().equals("invoke") && isMessage(r)));
  }

  /** Other models' bodies, and text completions of Claude 2 and Instant, are no messages. */
  private static boolean isMessage(Recording recording) {
    return recording.kind().equals("json")
        && new String(recording.responseBody(), UTF_8).contains("\"stop_sequence\"")
        && !new String(recording.responseBody(), UTF_8).contains("\"completion\"");
  }

  @Override
  Meaning expected(Recording recording) throws IOException {
    return recording.kind().equals("json")
        ? ofMessage(Json.read(recording.responseBody()))
        : ofStream(new String(recording.responseBody(), UTF_8));
  }

  private static Meaning ofMessage(JsonNode message) {
    StringBuilder text = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    List<Meaning.ToolCall> calls = new ArrayList<>();
    for (JsonNode block : message.get("content")) {
      switch (block.get("type").asText()) {
        case "text" -> text.append(block.get("text").asText());
        case "thinking" -> thinking.append(block.get("thinking").asText());
        case "tool_use" ->
            calls.add(new Meaning.ToolCall(block.get("name").asText(), block.get("input")));
        default -> {}
      }
    }
    long[] tokens = new long[3];
    count(message.get("usage"), tokens);
    return new Meaning(
        text.toString(),
        thinking.toString(),
        calls,
        finish(message.get("stop_reason").asText()),
        tokens[0],
        tokens[1],
        tokens[2]);
  }

  private static Meaning ofStream(String body) throws IOException {
    StringBuilder text = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    Map<Integer, String> names = new TreeMap<>();
    Map<Integer, String> inputs = new TreeMap<>();
    long[] tokens = new long[3];
    String finish = "";
    for (String line : body.split("\r?\n")) {
      if (!line.startsWith("data:") || line.contains("[DONE]")) {
        continue;
      }
      JsonNode event = Json.read(line.substring(5).strip().getBytes(UTF_8));
      int index = event.path("index").asInt(-1);
      switch (event.get("type").asText()) {
        case "message_start" -> count(event.get("message").get("usage"), tokens);
        case "content_block_start" -> {
          JsonNode block = event.get("content_block");
          if (block.get("type").asText().equals("tool_use")) {
            names.put(index, block.get("name").asText());
            inputs.put(index, "");
          }
          text.append(block.path("text").asText(""));
        }
        case "content_block_delta" -> {
          JsonNode delta = event.get("delta");
          text.append(delta.path("text").asText(""));
          thinking.append(delta.path("thinking").asText(""));
          if (inputs.containsKey(index)) {
            inputs.merge(index, delta.path("partial_json").asText(""), String::concat);
          }
        }
        case "message_delta" -> {
          finish = finish(event.get("delta").get("stop_reason").asText());
          count(event.get("usage"), tokens);
        }
        default -> {}
      }
    }
    List<Meaning.ToolCall> calls = new ArrayList<>();
    for (var name : names.entrySet()) {
      calls.add(
          new Meaning.ToolCall(name.getValue(), Meaning.Arguments.of(inputs.get(name.getKey()))));
    }
    return new Meaning(
        text.toString(), thinking.toString(), calls, finish, tokens[0], tokens[1], tokens[2]);
  }

  /** Later counts replace earlier ones; a count that is left out stays. */
  private static void count(JsonNode usage, long[] tokens) {
    if (usage.path("input_tokens").isNumber()) {
      tokens[0] =
          usage.get("input_tokens").asLong()
              + usage.path("cache_creation_input_tokens").asLong()
              + usage.path("cache_read_input_tokens").asLong();
      tokens[1] = usage.path("cache_read_input_tokens").asLong();
    }
    tokens[2] = usage.get("output_tokens").asLong();
  }

  private static String finish(String stopReason) {
    return switch (stopReason) {
      case "end_turn", "stop_sequence", "pause_turn" -> "stop";
      case "tool_use" -> "tool_calls";
      case "max_tokens", "model_context_window_exceeded" -> "length";
      case "refusal" -> "content_filter";
      default -> throw new AssertionError(stopReason);
    };
  }

  @Override
  String expectedCategory(Recording recording) {
    String body = new String(recording.responseBody(), UTF_8);
    return switch (recording.status()) {
      case 401 -> "AUTHENTICATION";
      case 402 -> "QUOTA";
      case 403 -> "PERMISSION";
      case 404 -> "NOT_FOUND";
      case 429 -> "RATE_LIMIT";
      case 529, 503 -> "OVERLOADED";
      case 500, 502, 504 -> "SERVER";
      default -> body.contains("prompt is too long") ? "CONTEXT_LENGTH" : "INVALID_REQUEST";
    };
  }
}
