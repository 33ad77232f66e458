package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Turns one chat request into one of Bedrock's Converse and ConverseStream. */
final class BedrockRequest {
  /** Converse's own fields that clients may add. */
  private static final List<String> SAME =
      List.of("guardrailConfig", "performanceConfig", "additionalModelResponseFieldPaths");

  static final Set<String> PARAMETERS =
      Set.of(
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "top_k",
          "stop",
          "tools",
          "tool_choice",
          "functions",
          "function_call",
          "parallel_tool_calls",
          "metadata",
          "response_format",
          "reasoning_effort",
          "thinking",
          "service_tier",
          "stream_options",
          "n",
          "logprobs",
          "frequency_penalty",
          "presence_penalty",
          "additionalModelRequestFields",
          "additionalModelResponseFieldPaths",
          "guardrailConfig",
          "performanceConfig");

  private final JsonNode chat;
  private final Target target;
  private final Losses losses;
  private final BedrockModel model;
  private final ObjectNode out = JsonNodeFactory.instance.objectNode();
  private final ObjectNode inference = JsonNodeFactory.instance.objectNode();
  private final ObjectNode additional = JsonNodeFactory.instance.objectNode();

  BedrockRequest(JsonNode chat, Target target, Losses losses) {
    this.chat = chat;
    this.target = target;
    this.losses = losses;
    this.model = BedrockModel.of(target.vendorModel());
  }

  ObjectNode build() {
    BedrockMessages messages = new BedrockMessages(target, losses);
    messages.write(chat, out);
    new BedrockTools(model, messages, losses).write(chat, out);
    if (chat.path("additionalModelRequestFields") instanceof ObjectNode given) {
      additional.setAll(given.deepCopy());
    }
    long maxTokens = ChatLimits.maxTokens(chat, target);
    if (chat.hasNonNull("max_tokens") || chat.hasNonNull("max_completion_tokens")) {
      inference.put("maxTokens", maxTokens);
    }
    if (model.isClaude()) {
      claude(maxTokens);
    } else {
      others();
    }
    ArrayNode stops = ChatLimits.stops(chat, losses);
    if (!stops.isEmpty()) {
      inference.set("stopSequences", stops);
    }
    format();
    account();
    ChatLimits.refuseUnlessUsual(chat, losses, "Converse");
    put("inferenceConfig", inference);
    put("additionalModelRequestFields", additional);
    for (String field : SAME) {
      if (chat.hasNonNull(field)) {
        out.set(field, chat.get(field));
      }
    }
    return out;
  }

  private void put(String field, ObjectNode value) {
    if (!value.isEmpty()) {
      out.set(field, value);
    }
  }

  /** Claude's thinking and sampling are Anthropic's, under Converse's names. */
  private void claude(long maxTokens) {
    JsonNode choice = out.path("toolConfig").path("toolChoice");
    boolean forced = choice.has("any") || choice.has("tool");
    boolean thinks =
        new ClaudeThinking(model.claude(), out.path("messages"), losses)
            .write(chat, additional, maxTokens, forced);
    if (thinks) {
      inference.put("maxTokens", maxTokens);
    }
    ObjectNode sampling = JsonNodeFactory.instance.objectNode();
    new ClaudeSampling(model.claude(), losses).write(chat, sampling, thinks);
    move(sampling, "temperature", inference, "temperature");
    move(sampling, "top_p", inference, "topP");
    move(sampling, "top_k", additional, "top_k");
  }

  private static void move(ObjectNode from, String name, ObjectNode to, String as) {
    if (from.has(name)) {
      to.set(as, from.get(name));
    }
  }

  private void others() {
    if (chat.path("temperature").isNumber()) {
      temperature();
    }
    if (chat.path("top_p").isNumber()) {
      inference.set("topP", chat.get("top_p"));
    }
    if (chat.path("top_k").isNumber()) {
      if (model.isNova()) {
        additional.withObjectProperty("inferenceConfig").set("topK", chat.get("top_k"));
      } else if (model.hasTopK()) {
        additional.set("top_k", chat.get("top_k"));
      } else {
        losses.cannot("top_k", "the model does not take it");
      }
    }
    if (chat.path("thinking").isObject()) {
      losses.cannot("thinking", "the model is no Claude");
    }
    effort(chat.path("reasoning_effort").asText(""));
  }

  /** Converse's range for all models is 0 to 1. */
  private void temperature() {
    if (chat.path("temperature").asDouble() > 1) {
      losses.cannot("temperature", "Converse's goes up to 1, which is sent instead");
      inference.put("temperature", 1);
    } else {
      inference.set("temperature", chat.get("temperature"));
    }
  }

  private void effort(String effort) {
    String known =
        switch (effort) {
          case "minimal" -> "low";
          case "xhigh" -> "high";
          default -> effort;
        };
    if (effort.isEmpty() || effort.equals("none")) {
      return;
    }
    if (model.isGptOss()) {
      additional.put("reasoning_effort", known);
    } else if (model.isNova2()) {
      additional
          .putObject("reasoningConfig")
          .put("type", "enabled")
          .put("maxReasoningEffort", known);
    } else {
      losses.cannot("reasoning_effort", "the model does not take it");
    }
  }

  private void format() {
    JsonNode format = chat.path("response_format");
    switch (format.path("type").asText("text")) {
      case "text" -> {}
      case "json_schema" -> {
        JsonNode schema = format.path("json_schema");
        if (!schema.path("schema").isObject()) {
          losses.cannot("response_format", "a json_schema without a schema");
        } else if (!model.enforcesSchemas()) {
          losses.cannot("response_format", "the model does not enforce schemas");
        } else {
          schema(schema);
        }
      }
      default -> losses.cannot("response_format", "Converse has no JSON mode without a schema");
    }
  }

  /** Converse takes the schema as a string. */
  private void schema(JsonNode asked) {
    ObjectNode text = out.putObject("outputConfig").putObject("textFormat");
    ObjectNode schema =
        text.put("type", "json_schema").putObject("structure").putObject("jsonSchema");
    schema.put("schema", asked.path("schema").toString());
    for (String field : List.of("name", "description")) {
      if (!asked.path(field).asText("").isBlank()) {
        schema.set(field, asked.path(field));
      }
    }
  }

  private void account() {
    if (chat.path("metadata") instanceof ObjectNode metadata && !metadata.isEmpty()) {
      out.set("requestMetadata", metadata);
    }
    String tier = chat.path("service_tier").asText("auto");
    switch (tier) {
      case "auto" -> {}
      case "default", "flex", "priority" -> out.putObject("serviceTier").put("type", tier);
      default -> losses.cannot("service_tier", "Bedrock has no tier " + tier);
    }
  }
}
