package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.functional.RecordedErrors;
import dev.caravan.json.Json;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Chat completions of every vendor that speaks them. */
final class OpenAiReading extends VendorReading {
  @Override
  Dialect dialect() {
    return new OpenAiCompatible();
  }

  @Override
  List<Recording> recordings() {
    return Recordings.all(r -> r.api().equals("chat"));
  }

  @Override
  boolean isErrorInside(Recording recording) throws IOException {
    if (recording.kind().equals("json")) {
      JsonNode body = Json.read(recording.responseBody());
      return body.hasNonNull("error")
          || !body.path("choices").isArray()
          || body.path("choices").path(0).hasNonNull("error");
    }
    for (JsonNode chunk : chunks(recording)) {
      if (chunk.hasNonNull("error")) {
        return true;
      }
    }
    return false;
  }

  @Override
  Meaning expected(Recording recording) throws IOException {
    return recording.kind().equals("json")
        ? ofCompletion(Json.read(recording.responseBody()))
        : ofStream(chunks(recording));
  }

  private static Meaning ofCompletion(JsonNode body) {
    JsonNode choice = body.path("choices").path(0);
    JsonNode message = choice.path("message");
    List<Meaning.ToolCall> calls = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.get("function");
      calls.add(
          new Meaning.ToolCall(
              function.path("name").asText(""),
              Meaning.Arguments.of(function.path("arguments").asText(""))));
    }
    long[] tokens = {-1, -1, -1};
    count(body, tokens);
    return new Meaning(
        text(message.path("content")),
        reasoning(message),
        calls,
        choice.path("finish_reason").asText("").replace("null", ""),
        tokens[0],
        tokens[1],
        tokens[2]);
  }

  private static Meaning ofStream(List<JsonNode> chunks) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<String[]> calls = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    String finish = "";
    long[] tokens = {-1, -1, -1};
    for (JsonNode chunk : chunks) {
      count(chunk, tokens);
      JsonNode choice = chunk.path("choices").path(0);
      JsonNode delta = choice.path("delta");
      text.append(text(delta.path("content")));
      reasoning.append(reasoning(delta));
      for (JsonNode call : delta.path("tool_calls")) {
        add(call, calls, indexes);
      }
      if (finish.isEmpty() && choice.path("finish_reason").isTextual()) {
        finish = choice.get("finish_reason").asText();
      }
    }
    List<Meaning.ToolCall> whole = new ArrayList<>();
    for (String[] call : calls) {
      whole.add(new Meaning.ToolCall(call[0], Meaning.Arguments.of(call[1])));
    }
    return new Meaning(
        text.toString(), reasoning.toString(), whole, finish, tokens[0], tokens[1], tokens[2]);
  }

  /** A call goes on under its index; where a vendor gives none, a new id begins a new one. */
  private static void add(JsonNode call, List<String[]> calls, List<Integer> indexes) {
    int index = call.path("index").asInt(-1);
    int at = indexes.indexOf(index);
    if (at < 0) {
      at = calls.size();
      indexes.add(index);
      calls.add(new String[] {"", ""});
    }
    JsonNode function = call.path("function");
    calls.get(at)[0] += function.path("name").asText("").replaceFirst("^null$", "");
    calls.get(at)[1] += function.path("arguments").asText("").replaceFirst("^null$", "");
  }

  /** A string, null, or Mistral's array of parts. */
  private static String text(JsonNode content) {
    return content.isArray() ? content.toString() : content.isTextual() ? content.asText() : "";
  }

  private static String reasoning(JsonNode message) {
    JsonNode text = message.path("reasoning_content");
    return text.isTextual() && !text.asText().isEmpty()
        ? text.asText()
        : message.path("reasoning").isTextual() ? message.get("reasoning").asText() : "";
  }

  /** Later counts replace earlier ones. */
  private static void count(JsonNode body, long[] tokens) {
    JsonNode usage = body.path("usage");
    if (!usage.isObject()) {
      usage = body.path("x_groq").path("usage");
    }
    if (!usage.path("prompt_tokens").isNumber()) {
      return;
    }
    tokens[0] = usage.get("prompt_tokens").asLong();
    tokens[1] =
        Math.max(
            usage.path("prompt_tokens_details").path("cached_tokens").asLong(),
            Math.max(
                usage.path("prompt_cache_hit_tokens").asLong(),
                usage.path("cached_tokens").asLong()));
    tokens[2] = usage.path("completion_tokens").asLong();
    long reasoning = usage.path("completion_tokens_details").path("reasoning_tokens").asLong();
    if (reasoning > 0 && usage.path("total_tokens").asLong() == tokens[0] + tokens[2] + reasoning) {
      tokens[2] += reasoning;
    }
  }

  private static List<JsonNode> chunks(Recording recording) throws IOException {
    List<JsonNode> chunks = new ArrayList<>();
    for (String line : new String(recording.responseBody(), UTF_8).split("\r?\n")) {
      if (line.startsWith("data:") && !line.contains("[DONE]")) {
        chunks.add(Json.read(line.substring(5).strip().getBytes(UTF_8)));
      }
    }
    return chunks;
  }

  @Override
  String outcome(Recording recording) {
    return RecordedErrors.expected(recording);
  }
}
