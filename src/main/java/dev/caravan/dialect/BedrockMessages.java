package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Turns chat messages into Converse's, by the rules that Anthropic has too: instructions at the
 * top, turns in the order of {@link AlternatingTurns}. For one request.
 */
final class BedrockMessages {
  /** Opaque reasoning in Bedrock's own encoding; signed text of Claude is Anthropic's. */
  static final String FORMAT = "bedrock-converse-v1";

  private static final int LONGEST_ID = 64;
  private static final Set<String> INSTRUCTIONS = Set.of("system", "developer");

  private final BedrockReasoning reasoning;
  private final Losses losses;
  private final BedrockContent content;

  private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
  private final AlternatingTurns turns =
      new AlternatingTurns(BedrockMessages::silence, BedrockMessages::needText);
  private final Set<String> toolNames = new LinkedHashSet<>();
  private String lastFunction = "call";
  private boolean hasToolBlocks;

  BedrockMessages(Target target, Losses losses) {
    this.reasoning = new BedrockReasoning(target.vendorModel());
    this.losses = losses;
    this.content = new BedrockContent(BedrockModel.of(target.vendorModel()).caches(), losses);
  }

  /** Writes {@code system} and {@code messages}. */
  void write(JsonNode chat, ObjectNode out) {
    JsonNode all = chat.path("messages");
    for (int i = 0; i < all.size(); i++) {
      message(all.path(i), "messages[" + i + "]");
    }
    ArrayNode messages = turns.end();
    if (messages.isEmpty()) {
      if (system.isEmpty()) {
        system.add(silence());
      }
      messages.addObject().put("role", "user").set("content", system);
    } else if (!system.isEmpty()) {
      out.set("system", system);
    }
    out.set("messages", messages);
  }

  /** Whether there are tool calls or results: then Converse wants to know tools. */
  boolean hasToolBlocks() {
    return hasToolBlocks;
  }

  /** Names of the tools that were called. */
  Set<String> toolNames() {
    return toolNames;
  }

  private void message(JsonNode message, String path) {
    String from = message.path("role").asText("");
    if (INSTRUCTIONS.contains(from)) {
      append(message, path, system);
      return;
    }
    switch (from) {
      case "user" -> {
        turns.turn("user");
        name(message, path);
        append(message, path, turns.blocks());
      }
      case "assistant" -> assistant(message, path);
      case "tool" -> result(message, message.path("tool_call_id").asText(""), path);
      case "function" -> result(message, lastFunction, path);
      default -> throw Losses.invalid(path + ".role", path + ".role is not known: " + from);
    }
  }

  private void append(JsonNode message, String path, ArrayNode out) {
    int before = out.size();
    content.append(message.path("content"), path, out);
    if (out.size() > before) {
      content.cachePoint(message, out);
    }
  }

  private void assistant(JsonNode message, String path) {
    turns.turn("assistant");
    name(message, path);
    ArrayNode blocks = turns.blocks();
    int before = blocks.size();
    reasoning.giveBack(message, blocks);
    content.append(message.path("content"), path, blocks);
    if (message.hasNonNull("audio")) {
      losses.cannot(path + ".audio", "Bedrock hears nothing");
    }
    if (message.path("function_call").isObject()) {
      JsonNode function = message.path("function_call");
      lastFunction = ToolArguments.id("function_" + function.path("name").asText(), LONGEST_ID);
      call(lastFunction, function, path + ".function_call");
    }
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      JsonNode call = calls.path(i);
      String at = path + ".tool_calls[" + i + "]";
      if (call.path("type").asText("function").equals("function")) {
        call(call.path("id").asText(""), call.path("function"), at + ".function");
      } else {
        losses.cannot(at, "Converse has no tool calls but of functions");
      }
    }
    if (blocks.size() > before) {
      content.cachePoint(message, blocks);
    }
  }

  private void call(String id, JsonNode function, String path) {
    String name = function.path("name").asText("");
    hasToolBlocks = true;
    toolNames.add(name);
    turns
        .blocks()
        .addObject()
        .putObject("toolUse")
        .put("toolUseId", ToolArguments.id(id, LONGEST_ID))
        .put("name", name)
        .set("input", ToolArguments.parse(function.path("arguments"), path + ".arguments"));
  }

  private void result(JsonNode message, String callId, String path) {
    turns.turn("user");
    hasToolBlocks = true;
    ObjectNode result = turns.results().addObject().putObject("toolResult");
    result.put("toolUseId", ToolArguments.id(callId, LONGEST_ID));
    ArrayNode said = JsonNodeFactory.instance.arrayNode();
    content.append(message.path("content"), path, said);
    // A cache point inside a result is none of Converse's; it goes behind the result.
    for (int i = said.size() - 1; i >= 0; i--) {
      if (said.path(i).has("cachePoint")) {
        said.remove(i);
      }
    }
    result.set("content", said);
    if (message.path("is_error").asBoolean(false)) {
      result.put("status", "error");
    }
    content.cachePoint(message, turns.results());
  }

  private void name(JsonNode message, String path) {
    if (message.hasNonNull("name")) {
      losses.cannot("name", "Converse has no names of participants (" + path + ")");
    }
  }

  /** A document goes with a text, or Bedrock refuses it. */
  private static void needText(ArrayNode turn) {
    boolean document = false;
    boolean text = false;
    for (JsonNode block : turn) {
      document |= block.has("document");
      text |= block.has("text");
    }
    if (document && !text) {
      turn.add(silence());
    }
  }

  private static ObjectNode silence() {
    return JsonNodeFactory.instance.objectNode().put("text", AnthropicConversation.PLACEHOLDER);
  }
}
