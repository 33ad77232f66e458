package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.FieldType;
import dev.caravan.json.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests of OpenAI's Responses (platform.openai.com/docs/api-reference/responses/create) in the
 * chat form. The gateway keeps no answers: what refers to a kept one is for OpenAI itself.
 */
final class ResponsesRequest {
  private static final Map<String, FieldType> FIELDS =
      Map.ofEntries(
          Map.entry("model", FieldType.TEXT),
          Map.entry("input", FieldType.TEXT_OR_LIST),
          Map.entry("instructions", FieldType.TEXT),
          Map.entry("stream", FieldType.FLAG),
          Map.entry("max_output_tokens", FieldType.COUNT),
          Map.entry("temperature", FieldType.NUMBER),
          Map.entry("top_p", FieldType.NUMBER),
          Map.entry("top_logprobs", FieldType.NUMBER),
          Map.entry("parallel_tool_calls", FieldType.FLAG),
          Map.entry("tools", FieldType.LIST),
          Map.entry("tool_choice", FieldType.TEXT_OR_OBJECT),
          Map.entry("text", FieldType.OBJECT),
          Map.entry("reasoning", FieldType.OBJECT),
          Map.entry("include", FieldType.LIST),
          Map.entry("metadata", FieldType.OBJECT),
          Map.entry("user", FieldType.TEXT),
          Map.entry("service_tier", FieldType.TEXT));

  /** Fields that the chat form has by the same name. */
  private static final List<String> SAME =
      List.of(
          "stream",
          "temperature",
          "top_p",
          "parallel_tool_calls",
          "user",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention");

  /** Handled elsewhere, or without a meaning where the gateway keeps no answers. */
  private static final Set<String> KNOWN =
      Set.of(
          "store",
          "truncation",
          "previous_response_id",
          "conversation",
          "background",
          "prompt",
          "stream_options",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention");

  private ResponsesRequest() {}

  static ObjectNode toChat(ObjectNode request) {
    FIELDS.forEach((name, type) -> type.check(name, request.path(name)));
    ObjectNode chat = JsonNodeFactory.instance.objectNode();
    JsonFields.copy(request, "model", chat, "model");
    messages(request, chat.putArray("messages"));
    SAME.forEach(name -> JsonFields.copy(request, name, chat, name));
    JsonFields.copy(request, "max_output_tokens", chat, "max_tokens");
    JsonFields.copy(request.path("reasoning"), "effort", chat, "reasoning_effort");
    JsonFields.copy(request.path("text"), "verbosity", chat, "verbosity");
    ResponsesTools.toChat(request, chat);
    format(request.path("text").path("format"), chat);
    logprobs(request, chat);
    if (request.path("store").asBoolean(false)) {
      // OpenAI's chat completions take metadata only of what they store.
      chat.put("store", true);
      JsonFields.copy(request, "metadata", chat, "metadata");
    }
    return chat;
  }

  static List<String> ignored(ObjectNode request) {
    List<String> ignored = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      String name = field.getKey();
      if (!field.getValue().isNull() && !FIELDS.containsKey(name) && !KNOWN.contains(name)) {
        ignored.add(name);
      }
    }
    if (request.path("truncation").asText("").equals("auto")) {
      ignored.add("truncation");
    }
    if (request.path("reasoning").hasNonNull("summary")) {
      ignored.add("reasoning.summary");
    }
    return ignored;
  }

  private static void messages(ObjectNode request, ArrayNode messages) {
    String instructions = request.path("instructions").asText("");
    if (!instructions.isEmpty()) {
      messages.addObject().put("role", "system").put("content", instructions);
    }
    JsonNode input = request.path("input");
    if (input.isTextual()) {
      messages.addObject().put("role", "user").put("content", input.asText());
    } else if (input.isArray() && !input.isEmpty()) {
      new ResponsesConversation(messages, request.path("model").asText("")).read(input);
    } else if (ResponsesNative.continues(request)) {
      messages.addObject().put("role", "user").put("content", "");
    } else {
      FieldType.TEXT_OR_LIST.require("input", request.path("input"));
      throw ApiException.invalidRequest("input", "input must hold at least one item.");
    }
  }

  private static void format(JsonNode format, ObjectNode chat) {
    FieldType.OBJECT.check("text.format", format);
    switch (format.path("type").asText("text")) {
      case "text" -> {}
      case "json_object" -> chat.putObject("response_format").put("type", "json_object");
      case "json_schema" -> {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put(
            "name", FieldType.TEXT.require("text.format.name", format.path("name")).asText());
        JsonFields.copy(format, "description", schema, "description");
        schema.set("schema", FieldType.OBJECT.require("text.format.schema", format.path("schema")));
        JsonFields.copy(format, "strict", schema, "strict");
        chat.putObject("response_format").put("type", "json_schema").set("json_schema", schema);
      }
      default ->
          throw ApiException.invalidRequest(
              "text.format.type",
              "text.format.type must be \"text\", \"json_object\" or \"json_schema\".");
    }
  }

  private static void logprobs(ObjectNode request, ObjectNode chat) {
    int top = request.path("top_logprobs").asInt(0);
    if (top > 0 || wantsLogprobs(request)) {
      chat.put("logprobs", true);
      if (top > 0) {
        chat.put("top_logprobs", top);
      }
    }
  }

  private static boolean wantsLogprobs(ObjectNode request) {
    for (JsonNode wish : request.path("include")) {
      if (wish.asText("").equals("message.output_text.logprobs")) {
        return true;
      }
    }
    return false;
  }
}
