package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.Set;

/** Turns an answer of {@code generateContent} into a {@code chat.completion}. */
final class GeminiAnswer {
  private static final Set<String> READ =
      Set.of("candidates", "usageMetadata", "responseId", "modelVersion");

  private GeminiAnswer() {}

  static ChatAnswer read(JsonNode body, Target target) {
    JsonNode answer = body.isArray() && body.size() == 1 ? body.get(0) : body;
    check(answer);
    if (answer.path("candidates").isEmpty()) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer has no candidates");
    }
    ObjectNode completion = JsonNodeFactory.instance.objectNode();
    String id = answer.path("responseId").asText(target.callId());
    completion
        .put("id", id)
        .put("object", "chat.completion")
        .put("created", target.createdSeconds())
        .put("model", answer.path("modelVersion").asText(target.vendorModel()));
    ArrayNode choices = completion.putArray("choices");
    for (JsonNode candidate : answer.path("candidates")) {
      choices.add(choice(candidate, choices.size(), id, target));
    }
    Usage usage = GeminiUsage.read(answer.path("usageMetadata"));
    if (usage != null) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    keepRest(answer, completion);
    return new ChatAnswer(completion, false, usage);
  }

  /**
   * Refuses what is no answer.
   *
   * @throws UpstreamException the error in it; of category CONTENT_POLICY if the prompt was blocked
   */
  static void check(JsonNode answer) {
    if (GeminiErrors.isError(answer)) {
      throw GeminiErrors.inside(answer);
    }
    JsonNode block = answer.path("promptFeedback").path("blockReason");
    boolean blocked = block.isInt() ? block.asInt() > 0 : !block.asText("").isEmpty();
    if (blocked && answer.path("candidates").isEmpty()) {
      throw GeminiErrors.blocked(answer.path("promptFeedback"));
    }
  }

  /** Keeps under {@code google} what the chat form has no field for. */
  static void keepRest(JsonNode answer, ObjectNode out) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (var field : answer.properties()) {
      if (!READ.contains(field.getKey())) {
        rest.set(field.getKey(), field.getValue());
      }
    }
    ObjectNode usage = GeminiUsage.rest(answer.path("usageMetadata"));
    if (!usage.isEmpty()) {
      rest.set("usageMetadata", usage);
    }
    if (!rest.isEmpty()) {
      out.set(GeminiCandidate.OWN, rest);
    }
  }

  private static ObjectNode choice(JsonNode candidate, int position, String id, Target target) {
    GeminiCandidate state = new GeminiCandidate(candidate.path("index").asInt(position), target);
    ObjectNode message = state.delta(candidate.path("content").path("parts"), id);
    message.put("role", "assistant");
    for (JsonNode call : message.path("tool_calls")) {
      ((ObjectNode) call).remove("index");
    }
    if (!message.has("content")) {
      message.set("content", state.hasCalls() ? message.nullNode() : message.textNode(""));
    }
    ObjectNode choice = JsonNodeFactory.instance.objectNode().put("index", state.index());
    choice.set("message", message);
    String word = GeminiFinish.word(candidate.path("finishReason"));
    choice
        .put("finish_reason", GeminiFinish.reason(word, state.hasCalls(), candidate))
        .put("native_finish_reason", word);
    GeminiLogprobs.copy(candidate, choice);
    ObjectNode rest = GeminiCandidate.rest(candidate);
    if (!rest.isEmpty()) {
      choice.set(GeminiCandidate.OWN, rest);
    }
    return choice;
  }
}
