package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Turns chat messages into Anthropic's: instructions go to the top, wherever they stood; turns are
 * in the order of {@link AlternatingTurns}; thinking comes before what followed it. For one
 * request.
 */
final class AnthropicConversation {
  /** Says nothing, where Anthropic wants to hear something. */
  static final String PLACEHOLDER = ".";

  private static final int LONGEST_ID = 256;
  private static final Set<String> INSTRUCTIONS = Set.of("system", "developer");

  private final String origin;
  private final Losses losses;
  private final AnthropicContent content;

  private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
  private final AlternatingTurns turns =
      new AlternatingTurns(AnthropicConversation::silence, turn -> {});
  private String lastFunction = "call";

  AnthropicConversation(String vendorModel, Losses losses) {
    this.origin = Reasoning.origin(Reasoning.ANTHROPIC, vendorModel);
    this.losses = losses;
    this.content = new AnthropicContent(losses);
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
      out.set("system", isPlain(system) ? system.path(0).path("text") : system);
    }
    out.set("messages", messages);
  }

  private void message(JsonNode message, String path) {
    String from = message.path("role").asText("");
    if (INSTRUCTIONS.contains(from)) {
      int before = system.size();
      content.append(message.path("content"), path, system);
      cache(message, system, before);
      return;
    }
    switch (from) {
      case "user" -> user(message, path);
      case "assistant" -> assistant(message, path);
      case "tool" -> result(message, message.path("tool_call_id").asText(""), path);
      case "function" -> result(message, lastFunction, path);
      default -> throw Losses.invalid(path + ".role", path + ".role is not known: " + from);
    }
  }

  private void user(JsonNode message, String path) {
    turns.turn("user");
    name(message, path);
    ArrayNode blocks = turns.blocks();
    int before = blocks.size();
    content.append(message.path("content"), path, blocks);
    cache(message, blocks, before);
  }

  private void assistant(JsonNode message, String path) {
    turns.turn("assistant");
    name(message, path);
    ArrayNode blocks = turns.blocks();
    int before = blocks.size();
    thinking(message, blocks);
    // An answer with blocks that the chat form has no words for carries all of them.
    if (message.path(AnthropicAnswer.BLOCKS) instanceof ArrayNode own && !own.isEmpty()) {
      if (AnthropicKeptBlocks.areWhole(message)) {
        blocks.addAll(own.deepCopy());
        cache(message, blocks, before);
        return;
      }
      losses.note(path + "." + AnthropicAnswer.BLOCKS + " ignored: not the blocks of this answer");
    }
    content.append(message.path("content"), path, blocks);
    if (message.hasNonNull("audio")) {
      losses.cannot(path + ".audio", "Claude hears nothing");
    }
    if (message.path("function_call").isObject()) {
      lastFunction =
          ToolArguments.id("function_" + message.path("function_call").path("name").asText(), 64);
      call(lastFunction, message.path("function_call"), path + ".function_call");
    }
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      JsonNode call = calls.path(i);
      String at = path + ".tool_calls[" + i + "]";
      if (!call.path("type").asText("function").equals("function")) {
        losses.cannot(at, "Anthropic has no tool calls but of functions");
        continue;
      }
      call(call.path("id").asText(""), call.path("function"), at + ".function");
      cacheLast(call, blocks);
    }
    cache(message, blocks, before);
  }

  private void thinking(JsonNode message, ArrayNode out) {
    SignedThinking.Blocks blocks =
        new SignedThinking.Blocks() {
          @Override
          public void signed(String text, String signature) {
            ObjectNode block = out.addObject().put("type", "thinking");
            block.put("thinking", text).put("signature", signature);
          }

          @Override
          public void redacted(JsonNode data) {
            out.addObject().put("type", "redacted_thinking").set("data", data);
          }
        };
    new SignedThinking(origin, origin, blocks).giveBack(Reasoning.ownDetails(message, origin));
  }

  private void call(String id, JsonNode function, String path) {
    turns
        .blocks()
        .addObject()
        .put("type", "tool_use")
        .put("id", ToolArguments.id(id, LONGEST_ID))
        .put("name", function.path("name").asText(""))
        .set("input", ToolArguments.parse(function.path("arguments"), path + ".arguments"));
  }

  private void result(JsonNode message, String callId, String path) {
    turns.turn("user");
    ObjectNode block = turns.results().addObject().put("type", "tool_result");
    block.put("tool_use_id", ToolArguments.id(callId, LONGEST_ID));
    ArrayNode said = JsonNodeFactory.instance.arrayNode();
    content.append(message.path("content"), path, said);
    if (!said.isEmpty()) {
      block.set("content", isPlain(said) ? said.path(0).path("text") : said);
    }
    if (message.path("is_error").asBoolean(false)) {
      block.put("is_error", true);
    }
    cacheLast(message, turns.results());
  }

  private void name(JsonNode message, String path) {
    if (message.hasNonNull("name")) {
      losses.cannot("name", "Anthropic has no names of participants (" + path + ")");
    }
  }

  private static void cache(JsonNode message, ArrayNode target, int before) {
    if (target.size() > before) {
      cacheLast(message, target);
    }
  }

  private static void cacheLast(JsonNode from, ArrayNode target) {
    if (from.hasNonNull("cache_control")
        && target.path(target.size() - 1) instanceof ObjectNode block) {
      block.set("cache_control", from.get("cache_control"));
    }
  }

  private static boolean isPlain(ArrayNode blocks) {
    return blocks.size() == 1
        && blocks.path(0).path("type").asText("").equals("text")
        && blocks.path(0).size() == 2;
  }

  private static ObjectNode silence() {
    return JsonNodeFactory.instance.objectNode().put("type", "text").put("text", PLACEHOLDER);
  }
}
