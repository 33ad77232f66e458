package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.JsonFields;
import java.util.Set;
import java.util.TreeSet;

/** Writes DashScope's {@code {model,input,parameters}}. Made for one request. */
final class DashScopeRequest {
  /** Parameters that have the same name and meaning in both forms. */
  private static final Set<String> SAME =
      Set.of(
          "temperature",
          "top_p",
          "top_k",
          "seed",
          "n",
          "stop",
          "presence_penalty",
          "repetition_penalty",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "parallel_tool_calls",
          "response_format",
          "reasoning_effort",
          "enable_thinking",
          "thinking_budget",
          "preserve_thinking",
          "enable_search",
          "search_options",
          "enable_code_interpreter",
          "translation_options",
          "asr_options",
          "ocr_options",
          "vl_high_resolution_images",
          "modalities");

  static final Set<String> PARAMETERS;

  static {
    Set<String> all = new TreeSet<>(SAME);
    all.addAll(
        Set.of(
            "max_tokens",
            "max_completion_tokens",
            "tools",
            "tool_choice",
            "frequency_penalty",
            "stream_options"));
    PARAMETERS = Set.copyOf(all);
  }

  private final Target target;
  private final Losses losses;

  DashScopeRequest(Target target, Losses losses) {
    this.target = target;
    this.losses = losses;
  }

  ObjectNode write(ObjectNode chat) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", target.vendorModel());
    boolean multimodal = DashScopeService.isMultimodal(target.vendorModel(), chat);
    DashScopeMessages messages = new DashScopeMessages(multimodal, losses);
    body.putObject("input").set("messages", messages.write(chat.path("messages")));
    ObjectNode parameters = body.putObject("parameters").put("result_format", "message");
    if (target.stream()) {
      parameters.put("incremental_output", true);
    }
    for (String name : SAME) {
      JsonFields.set(parameters, name, chat.path(name));
    }
    thinking(chat, parameters);
    JsonFields.set(parameters, "max_tokens", ChatLimits.asked(chat));
    tools(chat, parameters);
    if (chat.path("frequency_penalty").asDouble(0) != 0) {
      losses.cannot("frequency_penalty", "DashScope has no such parameter");
    }
    return body;
  }

  /** DashScope switches thinking on and off apart from how much of it there is. */
  private static void thinking(ObjectNode chat, ObjectNode parameters) {
    String effort = chat.path("reasoning_effort").asText("");
    if (effort.isEmpty()) {
      return;
    }
    if (effort.equals("none")) {
      parameters.remove("reasoning_effort");
    }
    if (!chat.has("enable_thinking")) {
      parameters.put("enable_thinking", !effort.equals("none"));
    }
  }

  private void tools(ObjectNode chat, ObjectNode parameters) {
    ArrayNode tools = ChatLimits.functions(chat, losses, "DashScope");
    if (tools.isEmpty()) {
      return;
    }
    parameters.set("tools", tools);
    JsonNode choice = chat.path("tool_choice");
    boolean named = !choice.path("function").path("name").asText("").isEmpty();
    if (named || Set.of("auto", "none").contains(choice.asText(""))) {
      parameters.set("tool_choice", choice);
    } else if (choice.asText("").equals("required") && tools.size() == 1) {
      ObjectNode only = parameters.putObject("tool_choice").put("type", "function");
      only.putObject("function").set("name", tools.get(0).path("function").path("name"));
    } else if (!choice.isMissingNode() && !choice.isNull()) {
      losses.cannot("tool_choice", "DashScope can be held to one named function only");
    }
  }
}
