package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an answer says, whoever gave it and in whatever shape.
 *
 * @param toolCalls name and arguments of each, the arguments as JSON where they are JSON
 * @param finishReason of the chat form; empty: none came
 * @param prompt tokens, cached included; -1: the vendor did not say, and so for the others
 */
record Meaning(
    String text,
    String reasoning,
    List<ToolCall> toolCalls,
    String finishReason,
    long prompt,
    long cached,
    long completion) {

  /** A string, null, or an array of parts as some vendors' answers have. */
  private static String text(JsonNode content) {
    return content.isArray() ? content.toString() : content.asText("");
  }

  Meaning withoutUsage() {
    return new Meaning(text, reasoning, toolCalls, finishReason, -1, -1, -1);
  }

  record ToolCall(String name, JsonNode arguments) {}

  /** A {@code chat.completion}'s meaning. */
  static Meaning of(ChatAnswer answer) {
    JsonNode choice = answer.completion().path("choices").path(0);
    JsonNode message = choice.path("message");
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      calls.add(new ToolCall(function.path("name").asText(), Arguments.of(function)));
    }
    return new Meaning(
        text(message.path("content")),
        Reasoning.textOf(message),
        calls,
        choice.path("finish_reason").asText(""),
        answer.usage() == null ? -1 : answer.usage().prompt(),
        answer.usage() == null ? -1 : answer.usage().cachedPrompt(),
        answer.usage() == null ? -1 : answer.usage().completion());
  }

  /** The meaning of a {@code chat.completion} as a client reads it. */
  static Meaning ofAnswer(JsonNode completion) {
    return of(new ChatAnswer((ObjectNode) completion, true, OpenAiUsage.find(completion)));
  }

  /** The meaning of a stream as a client reads it. */
  static Meaning ofStream(List<JsonNode> chunks) {
    Usage usage = null;
    for (JsonNode chunk : chunks) {
      Usage found = OpenAiUsage.find(chunk);
      usage = found == null ? usage : found;
    }
    return of(chunks, usage);
  }

  /** The meaning of a stream's chunks and usage, put together as a client does. */
  static Meaning of(List<? extends JsonNode> chunks, StreamTranslator end) {
    return of(chunks, end.usage());
  }

  private static Meaning of(List<? extends JsonNode> chunks, Usage usage) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    Map<Integer, String> names = new TreeMap<>();
    Map<Integer, StringBuilder> arguments = new TreeMap<>();
    String finish = "";
    for (JsonNode chunk : chunks) {
      JsonNode choice = chunk.path("choices").path(0);
      JsonNode delta = choice.path("delta");
      text.append(text(delta.path("content")));
      reasoning.append(Reasoning.textOf(delta));
      for (JsonNode call : delta.path("tool_calls")) {
        int index = call.path("index").asInt(-1);
        JsonNode function = call.path("function");
        if (!function.path("name").asText("").isEmpty()) {
          names.merge(index, function.path("name").asText(), String::concat);
        }
        arguments
            .computeIfAbsent(index, i -> new StringBuilder())
            .append(function.path("arguments").asText(""));
      }
      if (choice.hasNonNull("finish_reason")) {
        finish = choice.path("finish_reason").asText();
      }
    }
    List<ToolCall> calls = new ArrayList<>();
    arguments.forEach(
        (index, text1) ->
            calls.add(new ToolCall(names.getOrDefault(index, ""), Arguments.of(text1.toString()))));
    return new Meaning(
        text.toString(),
        reasoning.toString(),
        calls,
        finish,
        usage == null ? -1 : usage.prompt(),
        usage == null ? -1 : usage.cachedPrompt(),
        usage == null ? -1 : usage.completion());
  }

  /** Arguments of tool calls. */
  static final class Arguments {
    private Arguments() {}

    static JsonNode of(JsonNode function) {
      return of(function.path("arguments").asText());
    }

    /** Parsed; as text where a vendor's limit cut them off. */
    static JsonNode of(String text) {
      try {
        JsonNode json = Json.read((text.isEmpty() ? "{}" : text).getBytes(UTF_8));
        return json == null ? TextNode.valueOf(text) : json;
      } catch (IOException e) {
        return TextNode.valueOf(text);
      }
    }
  }
}
