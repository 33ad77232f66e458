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

/** {@code generateContent} and its stream, as AI Studio and Vertex AI answer it. */
class GeminiDialectTest extends DialectContract {
  private static final List<String> HOSTS = List.of("gemini", "gemini-vertex");

  /** Recordings with status 200 that are no answers, and why. */
  private static final Map<String, String> NO_ANSWERS =
      Map.of(
          "gemini/generateContent-json-200-x-01.json",
          "a cached content that was made, not an answer");

  @Override
  Dialect dialect() {
    return new OpenAiToGemini();
  }

  @Override
  List<Recording> recordings() {
    return Recordings.all(r -> HOSTS.contains(r.vendor()) && r.api().endsWith("enerateContent"));
  }

  @Override
  boolean isErrorInside(Recording recording) throws IOException {
    if (recording.kind().equals("error")) {
      return true;
    }
    if (NO_ANSWERS.containsKey(recording.file())) {
      return true;
    }
    for (JsonNode piece : pieces(recording)) {
      String finish = piece.at("/candidates/0/finishReason").asText("");
      boolean failedCall = finish.endsWith("TOOL_CALL") || finish.startsWith("MALFORMED");
      if (failedCall || (!piece.has("candidates") && piece.has("promptFeedback"))) {
        return true;
      }
    }
    return super.isErrorInside(recording);
  }

  @Override
  Meaning expected(Recording recording) throws IOException {
    StringBuilder text = new StringBuilder();
    StringBuilder thoughts = new StringBuilder();
    List<Meaning.ToolCall> calls = new ArrayList<>();
    String finish = "";
    JsonNode usage = null;
    for (JsonNode piece : pieces(recording)) {
      JsonNode candidate = piece.path("candidates").path(0);
      for (JsonNode part : candidate.at("/content/parts")) {
        if (part.has("text")) {
          (part.path("thought").asBoolean() ? thoughts : text).append(part.get("text").asText());
        }
        if (part.has("functionCall")) {
          JsonNode args = part.get("functionCall").path("args");
          calls.add(
              new Meaning.ToolCall(
                  part.get("functionCall").get("name").asText(),
                  args.isObject() ? args : Json.read("{}".getBytes(UTF_8))));
        }
      }
      if (candidate.has("finishReason")) {
        finish = candidate.get("finishReason").asText();
      }
      usage = piece.has("usageMetadata") ? piece.get("usageMetadata") : usage;
    }
    return new Meaning(
        text.toString(),
        thoughts.toString(),
        calls,
        finish(finish, recording, !calls.isEmpty()),
        usage == null ? -1 : sum(usage, "promptTokenCount", "toolUsePromptTokenCount"),
        usage == null ? -1 : sum(usage, "cachedContentTokenCount"),
        usage == null ? -1 : sum(usage, "candidatesTokenCount", "thoughtsTokenCount"));
  }

  private static long sum(JsonNode usage, String... fields) {
    long sum = 0;
    for (String field : fields) {
      sum += usage.path(field).asLong();
    }
    return sum;
  }

  /** Enumerations come as numbers to clients that ask for them. */
  private static String finish(String reason, Recording recording, boolean hasCalls) {
    return switch (reason) {
      case "STOP", "1" -> hasCalls ? "tool_calls" : "stop";
      case "MAX_TOKENS", "2" -> "length";
      case "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "MODEL_ARMOR" ->
          "content_filter";
      // A plain answer may leave it out; a stream may not.
      case "" -> {
        if (!recording.kind().equals("json")) {
          throw new AssertionError("no finish reason");
        }
        yield hasCalls ? "tool_calls" : "stop";
      }
      default -> throw new AssertionError(reason);
    };
  }

  /** The objects of an answer, of an array, or of a stream with one in each data line. */
  private static List<JsonNode> pieces(Recording recording) throws IOException {
    String body = new String(recording.responseBody(), UTF_8).strip();
    List<JsonNode> pieces = new ArrayList<>();
    if (body.startsWith("{") || body.startsWith("[")) {
      JsonNode json = Json.read(body.getBytes(UTF_8));
      if (json.isArray()) {
        json.forEach(pieces::add);
      } else {
        pieces.add(json);
      }
      return pieces;
    }
    for (String line : body.split("\r?\n")) {
      if (line.startsWith("data:") && !line.contains("[DONE]")) {
        pieces.add(Json.read(line.substring(5).getBytes(UTF_8)));
      }
    }
    return pieces;
  }

  @Override
  String expectedCategory(Recording recording) {
    String body = new String(recording.responseBody(), UTF_8);
    if (body.contains("API_KEY_INVALID") || body.contains("API key not valid")) {
      return "AUTHENTICATION";
    }
    if (body.contains("exceeds the maximum number of tokens")) {
      return "CONTEXT_LENGTH";
    }
    return switch (recording.status()) {
      case 401 -> "AUTHENTICATION";
      case 403 -> "PERMISSION";
      case 404 -> "NOT_FOUND";
      case 429 -> body.contains("PerDay") ? "QUOTA" : "RATE_LIMIT";
      case 500 -> "SERVER";
      case 503 -> "OVERLOADED";
      case 504 -> "TIMEOUT";
      default -> "INVALID_REQUEST";
    };
  }
}
