package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Turns one chat request into one of Anthropic's Messages API. */
final class AnthropicRequest {
  /** Fields that Anthropic knows by the same name. */
  private static final List<String> SAME =
      List.of("cache_control", "container", "context_management", "mcp_servers", "inference_geo");

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
          "user",
          "safety_identifier",
          "metadata",
          "response_format",
          "reasoning_effort",
          "thinking",
          "output_config",
          "service_tier",
          "stream_options",
          "n",
          "logprobs",
          "frequency_penalty",
          "presence_penalty",
          "cache_control",
          "container",
          "context_management",
          "mcp_servers",
          "inference_geo",
          "speed");

  private final JsonNode chat;
  private final Target target;
  private final Losses losses;
  private final ClaudeModel model;
  private final ObjectNode out = JsonNodeFactory.instance.objectNode();

  AnthropicRequest(JsonNode chat, Target target, Losses losses) {
    this.chat = chat;
    this.target = target;
    this.losses = losses;
    this.model = ClaudeModel.of(target.vendorModel());
  }

  ObjectNode build() {
    out.put("model", target.vendorModel());
    long maxTokens = ChatLimits.maxTokens(chat, target);
    out.put("max_tokens", maxTokens);
    new AnthropicConversation(target.vendorModel(), losses).write(chat, out);
    new AnthropicTools(model, losses).write(chat, out);
    if (chat.path("output_config").isObject()) {
      out.set("output_config", chat.path("output_config").deepCopy());
    }
    String choice = out.path("tool_choice").path("type").asText("");
    boolean forced = choice.equals("any") || choice.equals("tool");
    boolean thinks =
        new ClaudeThinking(model, out.path("messages"), losses).write(chat, out, maxTokens, forced);
    new ClaudeSampling(model, losses).write(chat, out, thinks);
    stop();
    format();
    account();
    ChatLimits.refuseUnlessUsual(chat, losses, "Anthropic");
    for (String field : SAME) {
      if (chat.hasNonNull(field)) {
        out.set(field, chat.get(field));
      }
    }
    if (target.stream()) {
      out.put("stream", true);
    }
    return out;
  }

  private void stop() {
    ArrayNode stops = ChatLimits.stops(chat, losses);
    if (!stops.isEmpty()) {
      out.set("stop_sequences", stops);
    }
  }

  /** Anthropic knows schemas, but no JSON without one: that is for {@link Losses} to decide. */
  private void format() {
    JsonNode format = chat.path("response_format");
    switch (format.path("type").asText("text")) {
      case "text" -> {}
      case "json_schema" -> {
        JsonNode schema = format.path("json_schema").path("schema");
        if (!schema.isObject()) {
          losses.cannot("response_format", "a json_schema without a schema");
        } else if (!model.enforcesSchemas()) {
          losses.cannot("response_format", "the model does not enforce schemas");
        } else {
          out.withObjectProperty("output_config")
              .putObject("format")
              .put("type", "json_schema")
              .set("schema", schema);
        }
      }
      default -> losses.cannot("response_format", "Anthropic has no JSON mode without a schema");
    }
  }

  private void account() {
    JsonNode metadata = chat.path("metadata");
    String user = chat.path("user").asText(chat.path("safety_identifier").asText(""));
    if (user.isEmpty()) {
      user = metadata.path("user_id").asText("");
    }
    if (!user.isEmpty()) {
      out.putObject("metadata").put("user_id", user);
    }
    if (metadata.size() > (metadata.has("user_id") ? 1 : 0)) {
      losses.cannot("metadata", "Anthropic takes a user_id only");
    }
    String tier = chat.path("service_tier").asText("");
    switch (tier) {
      case "" -> {}
      case "auto", "standard_only" -> out.put("service_tier", tier);
      case "default" -> out.put("service_tier", "standard_only");
      default -> losses.cannot("service_tier", "Anthropic has no tier " + tier);
    }
    if (chat.path("speed").isTextual()) {
      out.set("speed", chat.get("speed"));
    }
  }
}
