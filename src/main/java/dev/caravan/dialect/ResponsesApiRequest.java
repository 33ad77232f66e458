package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns one chat request into one of OpenAI's Responses. */
final class ResponsesApiRequest {
  /** Least {@code max_output_tokens} that OpenAI accepts. */
  private static final int LEAST_OUTPUT = 16;

  /** Fields that Responses knows by the same name. */
  private static final List<String> SAME =
      List.of(
          "temperature",
          "top_p",
          "top_logprobs",
          "parallel_tool_calls",
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "metadata",
          "service_tier");

  static final Set<String> PARAMETERS =
      Set.of(
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "top_logprobs",
          "logprobs",
          "parallel_tool_calls",
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "metadata",
          "service_tier",
          "tools",
          "tool_choice",
          "response_format",
          "reasoning_effort",
          "thinking",
          "verbosity",
          "stream_options",
          "n",
          "frequency_penalty",
          "presence_penalty");

  private final JsonNode chat;
  private final Target target;
  private final Losses losses;
  private final ObjectNode out = JsonNodeFactory.instance.objectNode();

  ResponsesApiRequest(JsonNode chat, Target target, Losses losses) {
    this.chat = chat;
    this.target = target;
    this.losses = losses;
  }

  ObjectNode build() {
    out.put("model", target.vendorModel());
    new ResponsesApiInput(target, losses).read(chat.path("messages"), out.putArray("input"));
    limit();
    for (String same : SAME) {
      if (chat.hasNonNull(same)) {
        out.set(same, chat.get(same));
      }
    }
    new ResponsesApiTools(losses).write(chat, out);
    text();
    if (chat.hasNonNull("reasoning_effort")) {
      out.putObject("reasoning").set("effort", chat.get("reasoning_effort"));
    }
    ChatLimits.oneAnswer(chat, losses, "Responses");
    ChatLimits.noPenalties(chat, losses, "Responses");
    include();
    out.put("store", false);
    if (target.stream()) {
      out.put("stream", true);
    }
    return out;
  }

  private void limit() {
    for (String field : List.of("max_completion_tokens", "max_tokens")) {
      if (chat.hasNonNull(field) && !out.has("max_output_tokens")) {
        out.set("max_output_tokens", chat.get(field));
      }
    }
    long limit = out.path("max_output_tokens").asLong(LEAST_OUTPUT);
    if (limit > 0 && limit < LEAST_OUTPUT) {
      out.put("max_output_tokens", LEAST_OUTPUT);
      losses.note("max_tokens raised to " + LEAST_OUTPUT + ", the least that Responses takes");
    }
  }

  private void include() {
    ArrayNode include = out.arrayNode();
    if (encryptsReasoning()) {
      include.add("reasoning.encrypted_content");
    }
    if (chat.path("logprobs").asBoolean(false)) {
      include.add("message.output_text.logprobs");
    }
    if (!include.isEmpty()) {
      out.set("include", include);
    }
  }

  /**
   * OpenAI refuses the wish for models that do not reason; the quirk {@code encrypted-reasoning} is
   * {@code always} or {@code never} where the name does not tell.
   */
  private boolean encryptsReasoning() {
    String quirk = target.quirks().get("encrypted-reasoning", "");
    if (!quirk.isEmpty()) {
      return quirk.equals("always");
    }
    String name = target.vendorModel().toLowerCase(Locale.ROOT);
    name = name.substring(name.lastIndexOf('/') + 1);
    return !name.startsWith("gpt-3")
        && !name.startsWith("gpt-4")
        && !name.startsWith("chatgpt")
        && !name.contains("-chat");
  }

  private void text() {
    ObjectNode text = out.objectNode();
    JsonNode format = chat.path("response_format");
    switch (format.path("type").asText("")) {
      case "", "text" -> {}
      case "json_object" -> text.putObject("format").put("type", "json_object");
      case "json_schema" -> {
        ObjectNode flat = text.putObject("format").put("type", "json_schema");
        if (format.path("json_schema") instanceof ObjectNode schema) {
          flat.setAll(schema);
        }
      }
      default -> losses.cannot("response_format", "Responses has no such format");
    }
    if (chat.hasNonNull("verbosity")) {
      text.set("verbosity", chat.get("verbosity"));
    }
    if (!text.isEmpty()) {
      out.set("text", text);
    }
  }
}
