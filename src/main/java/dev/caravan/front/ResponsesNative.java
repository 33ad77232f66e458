package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.Reasoning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What sets vendors that speak Responses themselves apart from all others. */
final class ResponsesNative {
  private static final List<String> KEPT =
      List.of("previous_response_id", "conversation", "prompt");

  private ResponsesNative() {}

  /** Whether the request goes on with what OpenAI keeps, so that it may have no input. */
  static boolean continues(ObjectNode request) {
    return KEPT.stream().anyMatch(request::hasNonNull);
  }

  /** See {@link Front#nativeOnly}. */
  static List<String> only(ObjectNode request) {
    List<String> only = new ArrayList<>();
    KEPT.stream().filter(request::hasNonNull).forEach(only::add);
    JsonNode tools = request.path("tools");
    for (int i = 0; i < tools.size(); i++) {
      if (!ResponsesTools.isPortable(tools.path(i))) {
        only.add("tools[" + i + "]");
      }
    }
    JsonNode choice = request.path("tool_choice");
    if (choice.isObject()) {
      choice(choice, only);
    }
    JsonNode input = request.path("input");
    for (int i = 0; i < (input.isArray() ? input.size() : 0); i++) {
      item(input.get(i), "input[" + i + "]", only);
    }
    return only;
  }

  private static void choice(JsonNode choice, List<String> only) {
    boolean isPortable =
        switch (choice.path("type").asText("")) {
          case "function", "" -> true;
          case "allowed_tools" -> {
            boolean all = true;
            for (JsonNode tool : choice.path("tools")) {
              all &= ResponsesTools.isPortable(tool);
            }
            yield all;
          }
          default -> false;
        };
    if (!isPortable) {
      only.add("tool_choice");
    }
  }

  private static void item(JsonNode item, String param, List<String> only) {
    if (!ResponsesConversation.isPortable(item)) {
      only.add(param);
      return;
    }
    for (String field : List.of("content", "output")) {
      JsonNode parts = item.path(field);
      boolean isContent = parts.isArray() && !item.path("type").asText("").equals("reasoning");
      for (int i = 0; i < (isContent ? parts.size() : 0); i++) {
        if (!ResponsesParts.isPortable(parts.get(i))) {
          only.add(param + "." + field + "[" + i + "]");
        }
      }
    }
  }

  /** See {@link Front#forOwnDialect}. */
  static ObjectNode prepare(ObjectNode request, String vendorModel) {
    if (!(request.get("input") instanceof ArrayNode input) || !hasPacked(input)) {
      return request;
    }
    String origin = Reasoning.origin(Reasoning.RESPONSES, vendorModel);
    ArrayNode prepared = input.arrayNode();
    for (JsonNode item : input) {
      if (!isPacked(item)) {
        prepared.add(item);
      } else if (PackedReasoning.unpack(item.path("encrypted_content").asText())
          instanceof ArrayNode details) {
        details.forEach(
            detail -> {
              ObjectNode own = own(detail, origin, item);
              if (own != null) {
                prepared.add(own);
              }
            });
      }
    }
    ObjectNode copy = request.objectNode();
    copy.setAll(request);
    copy.set("input", prepared);
    return copy;
  }

  private static boolean hasPacked(ArrayNode input) {
    for (JsonNode item : input) {
      if (isPacked(item)) {
        return true;
      }
    }
    return false;
  }

  /** Also items without any opaque content: OpenAI looks their ids up and finds nothing. */
  private static boolean isPacked(JsonNode item) {
    return item.path("type").asText("").equals("reasoning")
        && PackedReasoning.isPacked(item.path("encrypted_content").asText(""));
  }

  private static @Nullable ObjectNode own(JsonNode detail, String origin, JsonNode item) {
    if (!detail.path("origin").asText("").equals(origin) || !detail.path("data").isTextual()) {
      return null;
    }
    ObjectNode own = ((ObjectNode) item).objectNode().put("type", "reasoning");
    if (detail.path("item_id").isTextual()) {
      own.put("id", detail.path("item_id").asText());
    }
    own.set("summary", item.path("summary").isArray() ? item.path("summary") : own.arrayNode());
    return own.put("encrypted_content", detail.path("data").asText());
  }
}
