package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Turns chat messages into Anthropic's: instructions go to the top, wherever they stood; turns
 * alternate, beginning with the user's; the results of a turn's tool calls come first in the user's
 * turn after it; thinking comes before what followed it. For one request.
 */
final class AnthropicMessages {
  /** Says nothing, where Anthropic wants to hear something. */
  static final String PLACEHOLDER = ".";

  private static final int LONGEST_ID = 256;
  private static final Set<String> INSTRUCTIONS = Set.of("system", "developer");

  private final String origin;
  private final Losses losses;
  private final AnthropicContent content;

  private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
  private ArrayNode results = JsonNodeFactory.instance.arrayNode();
  private ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
  private String role = "user";
  private String lastFunction = "call";

  AnthropicMessages(String vendorModel, Losses losses) {
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
    finishTurn();
    if (messages.isEmpty()) {
      ObjectNode only = messages.addObject().put("role", "user");
      if (system.isEmpty()) {
        text(only.putArray("content"), PLACEHOLDER);
      } else {
        only.set("content", system);
      }
    } else if (!system.isEmpty()) {
      out.set("system", isPlain(system) ? system.path(0).path("text") : system);
    }
    trimPrefill();
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
    turn("user");
    name(message, path);
    int before = blocks.size();
    content.append(message.path("content"), path, blocks);
    cache(message, blocks, before);
  }

  private void assistant(JsonNode message, String path) {
    turn("assistant");
    name(message, path);
    int before = blocks.size();
    thinking(Reasoning.ownDetails(message, origin));
    // An answer with blocks that the chat form has no words for carries all of them.
    if (message.path(AnthropicAnswer.BLOCKS) instanceof ArrayNode own && !own.isEmpty()) {
      blocks.addAll(own);
      return;
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

  /** Fragments of one block, as a stream gave them, are put together again. */
  private void thinking(List<JsonNode> details) {
    StringBuilder text = new StringBuilder();
    String signature = "";
    int index = -1;
    for (JsonNode item : details) {
      boolean isText = item.path("type").asText("").equals("reasoning.text");
      int at = item.path("index").asInt(-1);
      if (!isText || at != index || at < 0) {
        signed(text, signature);
        text.setLength(0);
        signature = "";
        index = at;
      }
      if (isText) {
        text.append(item.path("text").asText(""));
        signature += item.path("signature").asText("");
      } else if (item.path("data").isTextual()) {
        blocks.addObject().put("type", "redacted_thinking").set("data", item.path("data"));
      }
    }
    signed(text, signature);
  }

  private void signed(StringBuilder text, String signature) {
    if (!signature.isEmpty()) {
      blocks
          .addObject()
          .put("type", "thinking")
          .put("thinking", text.toString())
          .put("signature", signature);
    }
  }

  private void call(String id, JsonNode function, String path) {
    blocks
        .addObject()
        .put("type", "tool_use")
        .put("id", ToolArguments.id(id, LONGEST_ID))
        .put("name", function.path("name").asText(""))
        .set("input", ToolArguments.parse(function.path("arguments"), path + ".arguments"));
  }

  private void result(JsonNode message, String callId, String path) {
    turn("user");
    ObjectNode block = results.addObject().put("type", "tool_result");
    block.put("tool_use_id", ToolArguments.id(callId, LONGEST_ID));
    ArrayNode said = JsonNodeFactory.instance.arrayNode();
    content.append(message.path("content"), path, said);
    if (!said.isEmpty()) {
      block.set("content", isPlain(said) ? said.path(0).path("text") : said);
    }
    if (message.path("is_error").asBoolean(false)) {
      block.put("is_error", true);
    }
    cacheLast(message, results);
  }

  private void name(JsonNode message, String path) {
    if (message.hasNonNull("name")) {
      losses.cannot("name", "Anthropic has no names of participants (" + path + ")");
    }
  }

  private void turn(String next) {
    if (!next.equals(role)) {
      finishTurn();
      role = next;
    }
  }

  private void finishTurn() {
    results.addAll(blocks);
    if (!results.isEmpty()) {
      if (messages.isEmpty() && role.equals("assistant")) {
        text(messages.addObject().put("role", "user").putArray("content"), PLACEHOLDER);
      }
      add(results);
    }
    results = JsonNodeFactory.instance.arrayNode();
    blocks = JsonNodeFactory.instance.arrayNode();
  }

  /** A turn of the same role as the last one, after an empty one between them, joins it. */
  private void add(ArrayNode turn) {
    JsonNode last = messages.path(messages.size() - 1);
    if (last.path("role").asText("").equals(role)) {
      ((ArrayNode) last.get("content")).addAll(turn);
    } else {
      messages.addObject().put("role", role).set("content", turn);
    }
  }

  /** Anthropic refuses a last turn of the assistant, to be continued, that ends in white space. */
  private void trimPrefill() {
    JsonNode last = messages.path(messages.size() - 1);
    JsonNode lastContent = last.path("content");
    if (last.path("role").asText("").equals("assistant")
        && lastContent.path(lastContent.size() - 1) instanceof ObjectNode block
        && block.path("type").asText("").equals("text")) {
      ((ArrayNode) lastContent)
          .set(
              lastContent.size() - 1,
              block.deepCopy().put("text", block.path("text").asText("").stripTrailing()));
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

  private static void text(ArrayNode out, String text) {
    out.addObject().put("type", "text").put("text", text);
  }
}
