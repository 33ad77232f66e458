package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code response} object, with the request's parameters as the official one repeats them.
 * {@code store} is false whatever was asked: the gateway keeps no answers.
 */
final class ResponseObject {
  private final ObjectNode request;
  private final String callId;
  private String model = "";
  private long created;
  private @Nullable JsonNode serviceTier;

  ResponseObject(ObjectNode request, String callId) {
    this.request = request;
    this.callId = callId.replace("req_", "");
  }

  /** Takes over what a completion or chunk says about itself. */
  void note(JsonNode completionOrChunk) {
    model = first(completionOrChunk.path("model").asText(""), model);
    created = completionOrChunk.path("created").asLong(created);
    if (completionOrChunk.path("service_tier").isTextual()) {
      serviceTier = completionOrChunk.get("service_tier");
    }
  }

  String id() {
    return "resp_" + callId;
  }

  /** The id of the output item at this index. */
  String itemId(String prefix, int index) {
    return prefix + callId + "_" + index;
  }

  ObjectNode inProgress() {
    return write("in_progress", JsonNodeFactory.instance.arrayNode(), null, null);
  }

  /**
   * The whole answer.
   *
   * @param incomplete why it broke off; null: it did not
   */
  ObjectNode complete(ArrayNode output, @Nullable String incomplete, Usage usage) {
    return write(incomplete == null ? "completed" : "incomplete", output, incomplete, usage);
  }

  private ObjectNode write(
      String status, ArrayNode output, @Nullable String incomplete, @Nullable Usage usage) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response
        .put("id", id())
        .put("object", "response")
        .put("created_at", created)
        .put("status", status)
        .put("background", false)
        .putNull("error");
    if (incomplete == null) {
      response.putNull("incomplete_details");
    } else {
      response.putObject("incomplete_details").put("reason", incomplete);
    }
    same(response, "instructions");
    same(response, "max_output_tokens");
    same(response, "max_tool_calls");
    response.put("model", first(model, request.path("model").asText("")));
    response.set("output", output);
    orUsual(response, "parallel_tool_calls", response.booleanNode(true));
    same(response, "previous_response_id");
    same(response, "prompt_cache_key");
    reasoning(response);
    same(response, "safety_identifier");
    if (serviceTier == null) {
      orUsual(response, "service_tier", response.textNode("default"));
    } else {
      response.set("service_tier", serviceTier);
    }
    response.put("store", false);
    orUsual(response, "temperature", response.numberNode(1.0));
    text(response);
    orUsual(response, "tool_choice", response.textNode("auto"));
    orUsual(response, "tools", response.arrayNode());
    orUsual(response, "top_logprobs", response.numberNode(0));
    orUsual(response, "top_p", response.numberNode(1.0));
    orUsual(response, "truncation", response.textNode("disabled"));
    response.set("usage", usage == null ? response.nullNode() : usage(usage));
    same(response, "user");
    orUsual(response, "metadata", response.objectNode());
    return response;
  }

  private void same(ObjectNode response, String field) {
    orUsual(response, field, response.nullNode());
  }

  private void orUsual(ObjectNode response, String field, JsonNode usual) {
    response.set(field, request.hasNonNull(field) ? request.get(field) : usual);
  }

  private void reasoning(ObjectNode response) {
    JsonNode asked = request.path("reasoning");
    ObjectNode reasoning = response.putObject("reasoning");
    for (String field : new String[] {"effort", "summary"}) {
      reasoning.set(field, asked.hasNonNull(field) ? asked.get(field) : response.nullNode());
    }
  }

  private void text(ObjectNode response) {
    JsonNode asked = request.path("text");
    ObjectNode text = response.putObject("text");
    if (asked.hasNonNull("format")) {
      text.set("format", asked.get("format"));
    } else {
      text.putObject("format").put("type", "text");
    }
    if (asked.hasNonNull("verbosity")) {
      text.set("verbosity", asked.get("verbosity"));
    }
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("input_tokens", usage.prompt());
    ObjectNode input = node.putObject("input_tokens_details");
    input.put("cached_tokens", usage.cachedPrompt());
    // Also if there are none: OpenAI's own clients require the field.
    input.put("cache_write_tokens", usage.cacheWrite());
    node.put("output_tokens", usage.completion());
    node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
    return node.put("total_tokens", usage.total());
  }

  private static String first(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
