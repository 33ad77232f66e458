package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a response into a {@code chat.completion}. Items that the chat form has no words for, such
 * as the calls of the vendor's own tools, are kept in {@code message.output_items}.
 */
final class ResponsesApiAnswer {
  private final JsonNode response;
  private final Target target;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode logprobs = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode others = JsonNodeFactory.instance.arrayNode();

  ResponsesApiAnswer(JsonNode response, Target target) {
    this.response = response;
    this.target = target;
  }

  ChatAnswer build() {
    String status = response.path("status").asText("");
    if (OpenAiVendorErrors.isError(response) || status.equals("failed")) {
      throw ResponsesApiItems.error(response);
    }
    JsonNode output = response.path("output");
    if (!output.isArray() || status.equals("queued") || status.equals("in_progress")) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer is no response that is complete");
    }
    for (int i = 0; i < output.size(); i++) {
      item(output.path(i), output.path(i + 1), i);
    }
    Usage usage = ResponsesApiItems.usage(response);
    return new ChatAnswer(completion(usage), false, usage);
  }

  private void item(JsonNode item, JsonNode next, int index) {
    switch (item.path("type").asText("")) {
      case "message" -> item.path("content").forEach(this::part);
      case "function_call" -> {
        ObjectNode call = calls.addObject();
        call.put("id", item.path("call_id").asText(item.path("id").asText("")));
        call.put("type", "function")
            .putObject("function")
            .put("name", item.path("name").asText(""))
            .put("arguments", item.path("arguments").asText("{}"));
      }
      case "reasoning" -> {
        String more = Reasoning.textOfItem(item);
        reasoning.append(reasoning.isEmpty() || more.isEmpty() ? "" : "\n\n").append(more);
        boolean ledToCall = next.path("type").asText("").equals("function_call");
        String callId = ledToCall ? next.path("call_id").asText("") : "";
        ResponsesApiItems.details(item, callId, index, target.vendorModel(), details);
      }
      default -> others.add(item);
    }
  }

  private void part(JsonNode part) {
    text.append(part.path("text").asText(""));
    refusal.append(part.path("refusal").asText(""));
    part.path("annotations").forEach(one -> annotations.add(ResponsesApiItems.annotation(one)));
    part.path("logprobs").forEach(logprobs::add);
  }

  private ObjectNode completion(@Nullable Usage usage) {
    ObjectNode completion = JsonNodeFactory.instance.objectNode();
    completion
        .put("id", response.path("id").asText(target.callId()))
        .put("object", "chat.completion")
        .put("created", response.path("created_at").asLong(target.createdSeconds()))
        .put("model", response.path("model").asText(target.vendorModel()));
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.set("message", message());
    choice.put("finish_reason", ResponsesApiItems.finishReason(response, !calls.isEmpty()));
    if (logprobs.isEmpty()) {
      choice.putNull("logprobs");
    } else {
      choice.putObject("logprobs").set("content", logprobs);
    }
    if (response.hasNonNull("service_tier")) {
      completion.set("service_tier", response.get("service_tier"));
    }
    if (usage != null) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    ObjectNode more = ResponsesApiItems.moreUsage(response);
    if (more != null) {
      completion.set("native_usage", more);
    }
    return completion;
  }

  private ObjectNode message() {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
    message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
    message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
    if (!reasoning.isEmpty()) {
      message.put(Reasoning.TEXT, reasoning.toString());
    }
    AnswerMessage.putIfAny(message, Reasoning.DETAILS, details);
    AnswerMessage.putIfAny(message, "annotations", annotations);
    AnswerMessage.putIfAny(message, "tool_calls", calls);
    AnswerMessage.putIfAny(message, "output_items", others);
    return message;
  }
}
