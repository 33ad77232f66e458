package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Converse and ConverseStream, of every model that was recorded, and the errors of invoke. */
class BedrockDialectTest extends DialectContract {
  @Override
  Dialect dialect() {
    return new OpenAiToBedrock();
  }

  /** Answers of invoke are each model's own and not of this dialect; its errors are the same. */
  @Override
  List<Recording> recordings() {
    return Recordings.all(
        r ->
            r.vendor().equals("bedrock")
                && (r.api().startsWith("converse")
                    || (r.api().startsWith("invoke") && r.kind().equals("error"))));
  }

  @Override
  Meaning expected(Recording recording) throws IOException {
    return recording.kind().equals("json")
        ? ofAnswer(Json.read(recording.responseBody()))
        : ofFrames(ByteBuffer.wrap(recording.responseBody()));
  }

  private static Meaning ofAnswer(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<Meaning.ToolCall> calls = new ArrayList<>();
    for (JsonNode block : answer.at("/output/message/content")) {
      text.append(block.path("text").asText(""));
      reasoning.append(block.at("/reasoningContent/reasoningText/text").asText(""));
      if (block.has("toolUse")) {
        JsonNode use = block.get("toolUse");
        calls.add(new Meaning.ToolCall(use.get("name").asText(), use.get("input")));
      }
    }
    return meaning(text, reasoning, calls, answer.get("stopReason").asText(), answer.get("usage"));
  }

  /** Cuts the frames by hand: prelude, headers of strings, payload, checksum. */
  private static Meaning ofFrames(ByteBuffer bytes) throws IOException {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    Map<Integer, String> names = new TreeMap<>();
    Map<Integer, String> inputs = new TreeMap<>();
    String stop = "";
    JsonNode usage = null;
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      int total = bytes.getInt();
      int headers = bytes.getInt();
      byte[] payload = new byte[total - headers - 16];
      bytes.position(start + 12 + headers);
      bytes.get(payload);
      bytes.position(start + total);
      JsonNode event = Json.read(payload);
      int index = event.path("contentBlockIndex").asInt(-1);
      JsonNode delta = event.path("delta");
      text.append(delta.path("text").asText(""));
      reasoning.append(delta.at("/reasoningContent/text").asText(""));
      if (event.at("/start/toolUse").isObject()) {
        names.put(index, event.at("/start/toolUse/name").asText());
      }
      if (delta.has("toolUse")) {
        inputs.merge(index, delta.at("/toolUse/input").asText(), String::concat);
      }
      stop = event.has("stopReason") ? event.get("stopReason").asText() : stop;
      usage = event.has("usage") ? event.get("usage") : usage;
    }
    List<Meaning.ToolCall> calls = new ArrayList<>();
    names.forEach(
        (index, name) ->
            calls.add(
                new Meaning.ToolCall(name, Meaning.Arguments.of(inputs.getOrDefault(index, "")))));
    return meaning(text, reasoning, calls, stop, usage);
  }

  private static Meaning meaning(
      StringBuilder text,
      StringBuilder reasoning,
      List<Meaning.ToolCall> calls,
      String stop,
      JsonNode usage) {
    long read = usage.path("cacheReadInputTokens").asLong();
    return new Meaning(
        text.toString(),
        reasoning.toString(),
        calls,
        switch (stop) {
          case "end_turn", "stop_sequence" -> "stop";
          case "tool_use" -> "tool_calls";
          case "max_tokens" -> "length";
          case "guardrail_intervened", "content_filtered" -> "content_filter";
          default -> throw new AssertionError(stop);
        },
        usage.get("inputTokens").asLong() + read + usage.path("cacheWriteInputTokens").asLong(),
        read,
        usage.get("outputTokens").asLong());
  }

  @Override
  String expectedCategory(Recording recording) {
    String body = new String(recording.responseBody(), UTF_8);
    if (body.contains("Signature expired") || body.contains("token included in the request")) {
      return "AUTHENTICATION";
    }
    if (body.contains("model identifier is invalid") || body.contains("on-demand throughput")) {
      return "NOT_FOUND";
    }
    return switch (recording.status()) {
      case 400 -> "INVALID_REQUEST";
      case 403 -> "PERMISSION";
      case 404 -> "NOT_FOUND";
      case 429 -> "RATE_LIMIT";
      case 503 -> "OVERLOADED";
      default -> "SERVER";
    };
  }
}
