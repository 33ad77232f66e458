package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.JsonFields;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Writes the body of {@code /api/chat}. Made for one request. */
final class OllamaRequest {
  private static final Set<String> SAME_OPTIONS =
      Set.of(
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "stop",
          "presence_penalty",
          "frequency_penalty",
          "repeat_penalty",
          "num_ctx");
  private static final Set<String> SAME = Set.of("keep_alive", "think", "logprobs", "top_logprobs");

  static final Set<String> PARAMETERS;

  static {
    Set<String> all = new TreeSet<>(SAME_OPTIONS);
    all.addAll(SAME);
    all.addAll(
        Set.of(
            "options",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "reasoning_effort",
            "stream_options"));
    PARAMETERS = Set.copyOf(all);
  }

  private final Target target;
  private final Losses losses;

  OllamaRequest(Target target, Losses losses) {
    this.target = target;
    this.losses = losses;
  }

  ObjectNode write(ObjectNode chat) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", target.vendorModel());
    body.set("messages", new OllamaMessages(losses).write(chat.path("messages")));
    // Ollama streams unless it is told not to.
    body.put("stream", target.stream());
    SAME.forEach(name -> JsonFields.set(body, name, chat.path(name)));
    ObjectNode options = options(chat);
    if (!options.isEmpty()) {
      body.set("options", options);
    }
    format(chat.path("response_format"), body);
    think(chat, body);
    tools(chat, body);
    ChatLimits.oneAnswer(chat, losses, "Ollama");
    return body;
  }

  private static ObjectNode options(ObjectNode chat) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    SAME_OPTIONS.forEach(name -> JsonFields.set(options, name, chat.path(name)));
    if (options.path("stop").isTextual()) {
      options.putArray("stop").add(chat.path("stop"));
    }
    JsonFields.set(options, "num_predict", ChatLimits.asked(chat));
    if (chat.path("options") instanceof ObjectNode own) {
      options.setAll(own);
    }
    return options;
  }

  private void format(JsonNode format, ObjectNode body) {
    switch (format.path("type").asText("")) {
      case "", "text" -> {}
      case "json_object" -> body.put("format", "json");
      case "json_schema" -> {
        JsonNode schema = format.path("json_schema").path("schema");
        body.set("format", schema.isObject() ? schema : body.textNode("json"));
      }
      default -> losses.cannot("response_format", "Ollama has no format of this type");
    }
  }

  /** Only gpt-oss knows levels, and only them; the others think or do not. */
  private void think(ObjectNode chat, ObjectNode body) {
    String effort = chat.path("reasoning_effort").asText("");
    if (effort.isEmpty() || body.has("think")) {
      return;
    }
    if (effort.equals("none")) {
      body.put("think", false);
    } else if (target.vendorModel().toLowerCase(Locale.ROOT).contains("gpt-oss")) {
      body.put(
          "think",
          switch (effort) {
            case "minimal" -> "low";
            case "xhigh" -> "high";
            default -> effort;
          });
    } else {
      body.put("think", true);
    }
  }

  private void tools(ObjectNode chat, ObjectNode body) {
    ArrayNode tools = ChatLimits.functions(chat, losses, "Ollama");
    if (tools.isEmpty()) {
      return;
    }
    JsonNode choice = chat.path("tool_choice");
    if (choice.asText("").equals("none")) {
      return; // a model that is told of no tools calls none
    }
    body.set("tools", tools);
    if (choice.isObject() || choice.asText("").equals("required")) {
      losses.cannot("tool_choice", "Ollama cannot make a model call a tool");
    }
    if (chat.path("parallel_tool_calls").isBoolean()
        && !chat.path("parallel_tool_calls").asBoolean()) {
      losses.cannot("parallel_tool_calls", "Ollama cannot hold a model to one call at a time");
    }
  }
}
