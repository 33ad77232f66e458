package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.Reasoning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What sets vendors that speak Anthropic's Messages themselves apart from all others. */
final class MessagesNative {
  private MessagesNative() {}

  /** See {@link Front#nativeOnly}. */
  static List<String> only(ObjectNode request) {
    List<String> only = new ArrayList<>();
    for (String field : List.of("mcp_servers", "container", "inference_geo")) {
      JsonNode value = request.path(field);
      if (value.isTextual() || value.isObject() || !value.isEmpty()) {
        only.add(field);
      }
    }
    JsonNode tools = request.path("tools");
    for (int i = 0; i < tools.size(); i++) {
      if (!MessagesTools.isPortable(tools.path(i))) {
        only.add("tools[" + i + "]");
      }
    }
    blocks(request.path("system"), "system", only);
    JsonNode messages = request.path("messages");
    for (int i = 0; i < messages.size(); i++) {
      blocks(messages.path(i).path("content"), "messages[" + i + "].content", only);
    }
    return only;
  }

  private static void blocks(JsonNode content, String param, List<String> only) {
    for (int i = 0; i < (content.isArray() ? content.size() : 0); i++) {
      JsonNode block = content.get(i);
      String at = param + "[" + i + "]";
      if (!MessagesBlocks.isPortable(block)) {
        only.add(at);
      } else if (block.path("citations").path("enabled").asBoolean(false)) {
        only.add(at + ".citations");
      }
      if (block.path("type").asText("").equals("tool_result")) {
        blocks(block.path("content"), at + ".content", only);
      }
    }
  }

  /** See {@link Front#forOwnDialect}. */
  static ObjectNode prepare(ObjectNode request, String vendorModel) {
    String origin = Reasoning.origin(Reasoning.ANTHROPIC, vendorModel);
    if (!(request.get("messages") instanceof ArrayNode messages)) {
      return request;
    }
    ArrayNode prepared = null;
    for (int i = 0; i < messages.size(); i++) {
      if (hasForeignThinking(messages.path(i).path("content"))) {
        prepared = prepared == null ? messages.deepCopy() : prepared;
        ObjectNode message = (ObjectNode) prepared.get(i);
        message.set("content", unpack(message.path("content"), origin));
      }
    }
    if (prepared == null) {
      return request;
    }
    // A turn of nothing but another vendor's reasoning is none.
    prepared.removeIf(
        message -> message.path("content").isArray() && message.path("content").isEmpty());
    ObjectNode copy = request.objectNode();
    copy.setAll(request);
    copy.set("messages", prepared);
    return copy;
  }

  private static boolean hasForeignThinking(JsonNode content) {
    for (JsonNode block : content) {
      String opaque = opaque(block);
      if (opaque != null && (opaque.isEmpty() || PackedReasoning.isPacked(opaque))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String opaque(JsonNode block) {
    return switch (block.path("type").asText("")) {
      case "thinking" -> block.path("signature").asText("");
      case "redacted_thinking" -> block.path("data").asText("");
      default -> null;
    };
  }

  private static ArrayNode unpack(JsonNode content, String origin) {
    ArrayNode blocks = ((ArrayNode) content).arrayNode();
    for (JsonNode block : content) {
      String opaque = opaque(block);
      if (opaque == null || !(opaque.isEmpty() || PackedReasoning.isPacked(opaque))) {
        blocks.add(block);
        continue;
      }
      JsonNode item = opaque.isEmpty() ? null : PackedReasoning.unpack(opaque);
      if (item != null
          && item.path("origin").asText("").equals(origin)
          && (item.path("data").isTextual() || item.path("signature").isTextual())) {
        blocks.add(own(item, block));
      }
    }
    return blocks;
  }

  private static ObjectNode own(JsonNode item, JsonNode block) {
    ObjectNode own = ((ObjectNode) item).objectNode();
    if (item.path("type").asText("").equals("reasoning.encrypted")) {
      return own.put("type", "redacted_thinking").put("data", item.path("data").asText(""));
    }
    return own.put("type", "thinking")
        .put("thinking", item.path("text").asText(block.path("thinking").asText("")))
        .put("signature", item.path("signature").asText(""));
  }
}
