package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns an answer of {@code /api/chat} into a {@code chat.completion}. */
final class OllamaAnswer {
  /** The extra field for what is Ollama's own. */
  static final String OWN = "ollama";

  /** Leaves room for the rest of a tool call's id, of which OpenAI takes 40 characters. */
  static final int LONGEST_ANSWER_ID = 28;

  private static final Set<String> READ =
      Set.of(
          "model",
          "created_at",
          "message",
          "done",
          "done_reason",
          "logprobs",
          "prompt_eval_count",
          "eval_count");
  private static final Set<String> READ_OF_MESSAGE =
      Set.of("role", "content", "thinking", "tool_calls");

  private OllamaAnswer() {}

  static ChatAnswer read(JsonNode body, Target target) {
    if (OpenAiVendorErrors.isError(body)) {
      throw OpenAiVendorErrors.read(200, body, 0);
    }
    if (!body.path("message").isObject()) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer has no message");
    }
    ObjectNode message = delta(body.path("message"), target.callId(), 0);
    message.put("role", "assistant");
    boolean hasCalls = message.has("tool_calls");
    for (JsonNode call : message.path("tool_calls")) {
      ((ObjectNode) call).remove("index");
    }
    if (!message.has("content")) {
      message.put("content", "");
    }
    ObjectNode completion = JsonNodeFactory.instance.objectNode();
    completion
        .put("id", target.callId())
        .put("object", "chat.completion")
        .put("created", target.createdSeconds())
        .put("model", body.path("model").asText(target.vendorModel()));
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.set("message", message);
    choice
        .put("finish_reason", finishReason(body, hasCalls))
        .put("native_finish_reason", body.path("done_reason").asText(""));
    logprobs(body, choice);
    Usage usage = usage(body);
    if (usage != null) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    keepRest(body, completion);
    return new ChatAnswer(completion, false, usage);
  }

  /**
   * The fields of a delta that a message makes; tool calls have an {@code index}.
   *
   * @param calls how many came before
   */
  static ObjectNode delta(JsonNode message, String answerId, int calls) {
    ObjectNode delta = JsonNodeFactory.instance.objectNode();
    if (!message.path("thinking").asText("").isEmpty()) {
      delta.put(Reasoning.TEXT, message.path("thinking").asText());
    }
    if (!message.path("content").asText("").isEmpty()) {
      delta.put("content", message.path("content").asText());
    }
    int index = calls;
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      JsonNode arguments = function.path("arguments");
      String id = call.path("id").asText("");
      String own = "call_" + ToolArguments.id(answerId, LONGEST_ANSWER_ID) + "_" + index;
      delta
          .withArrayProperty("tool_calls")
          .addObject()
          .put("index", index++)
          .put("id", id.isEmpty() ? own : id)
          .put("type", "function")
          .putObject("function")
          .put("name", function.path("name").asText(""))
          .put(
              "arguments",
              arguments.isObject()
                  ? new String(Json.write(arguments), UTF_8)
                  : arguments.asText("{}"));
    }
    for (var field : message.properties()) {
      if (!READ_OF_MESSAGE.contains(field.getKey()) && !field.getValue().isNull()) {
        delta.withObjectProperty(OWN).set(field.getKey(), field.getValue());
      }
    }
    return delta;
  }

  /** Ollama says {@code stop} after tool calls, too. */
  static String finishReason(JsonNode body, boolean hasCalls) {
    if (body.path("done_reason").asText("").equals("length")) {
      return "length";
    }
    return hasCalls ? "tool_calls" : "stop";
  }

  /** Null unless Ollama counted both sides: it leaves out a prompt that it had in its cache. */
  static @Nullable Usage usage(JsonNode body) {
    if (!body.path("prompt_eval_count").isNumber() || !body.path("eval_count").isNumber()) {
      return null;
    }
    return Usage.of(count(body.path("prompt_eval_count")), 0, count(body.path("eval_count")), 0);
  }

  static void logprobs(JsonNode body, ObjectNode choice) {
    if (body.path("logprobs").isArray()) {
      choice.putObject("logprobs").set("content", body.get("logprobs"));
    }
  }

  /** Keeps under {@code ollama} what the chat form has no field for. */
  static void keepRest(JsonNode body, ObjectNode out) {
    for (var field : body.properties()) {
      if (!READ.contains(field.getKey())) {
        out.withObjectProperty(OWN).set(field.getKey(), field.getValue());
      }
    }
  }

  private static long count(JsonNode node) {
    return Math.min(Math.max(0, node.asLong(0)), Integer.MAX_VALUE);
  }
}
