package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.Set;

/** Turns a plain answer of DashScope into a {@code chat.completion}. */
final class DashScopeAnswer {
  private static final Set<String> READ =
      Set.of("choices", "text", "finish_reason", "message", "fininshed", "fininshed_reason");
  private static final Set<String> READ_OF_CHOICE =
      Set.of("index", "message", "finish_reason", "logprobs");

  private DashScopeAnswer() {}

  static ChatAnswer read(JsonNode body, Target target) {
    if (DashScopeErrors.isError(body)) {
      throw DashScopeErrors.inside(body, 0);
    }
    JsonNode choices = choices(body.path("output"));
    if (choices.isEmpty()) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer has no choices");
    }
    ObjectNode completion = JsonNodeFactory.instance.objectNode();
    String id = body.path("request_id").asText(target.callId());
    completion
        .put("id", id)
        .put("object", "chat.completion")
        .put("created", target.createdSeconds())
        .put("model", target.vendorModel());
    ArrayNode made = completion.putArray("choices");
    for (JsonNode choice : choices) {
      made.add(choice(choice, made.size(), id));
    }
    Usage usage = DashScopeUsage.read(body.path("usage"));
    if (usage != null) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    keepRest(body, completion);
    return new ChatAnswer(completion, false, usage);
  }

  /**
   * The choices of an answer or event in any of the shapes that models have: {@code choices}, one
   * {@code message} (deep research), or {@code text} (old models).
   */
  static JsonNode choices(JsonNode output) {
    if (output.path("choices").isArray()) {
      return output.path("choices");
    }
    ArrayNode choices = JsonNodeFactory.instance.arrayNode();
    if (output.path("message").isObject()) {
      ObjectNode choice = choices.addObject();
      choice.set("message", output.get("message"));
      boolean finished = output.path("fininshed").asBoolean(output.path("finished").asBoolean());
      String reason =
          output.path("fininshed_reason").asText(output.path("finished_reason").asText(""));
      choice.put("finish_reason", finished && reason.equals("null") ? "stop" : reason);
    } else if (output.path("text").isTextual()) {
      ObjectNode choice = choices.addObject();
      choice.putObject("message").set("content", output.get("text"));
      choice.set("finish_reason", output.path("finish_reason"));
    }
    return choices;
  }

  /** Keeps under {@code dashscope} what the chat form has no field for. */
  static void keepRest(JsonNode body, ObjectNode out) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (var field : body.path("output").properties()) {
      if (!READ.contains(field.getKey()) && !field.getValue().isNull()) {
        rest.set(field.getKey(), field.getValue());
      }
    }
    JsonNode plugins = body.path("usage").path("plugins");
    if (plugins.isObject()) {
      rest.set("plugins", plugins);
    }
    if (!rest.isEmpty()) {
      out.set(DashScopeChoice.OWN, rest);
    }
  }

  /** Keeps what a choice says beside its message. */
  static void keepRestOfChoice(JsonNode choice, ObjectNode out) {
    if (choice.path("logprobs").isObject()) {
      out.set("logprobs", choice.get("logprobs"));
    }
    for (var field : choice.properties()) {
      if (!READ_OF_CHOICE.contains(field.getKey()) && !field.getValue().isNull()) {
        out.withObjectProperty(DashScopeChoice.OWN).set(field.getKey(), field.getValue());
      }
    }
  }

  private static ObjectNode choice(JsonNode choice, int position, String id) {
    DashScopeChoice state = new DashScopeChoice(choice.path("index").asInt(position));
    ObjectNode message = state.delta(choice.path("message"), id);
    message.put("role", "assistant");
    for (JsonNode call : message.path("tool_calls")) {
      ((ObjectNode) call).remove("index");
    }
    if (!message.has("content")) {
      message.put("content", "");
    }
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("index", state.index());
    out.set("message", message);
    String reason = state.finishReason(choice.path("finish_reason"));
    out.put("finish_reason", reason.isEmpty() ? "stop" : reason);
    out.put("native_finish_reason", choice.path("finish_reason").asText(""));
    keepRestOfChoice(choice, out);
    return out;
  }
}
