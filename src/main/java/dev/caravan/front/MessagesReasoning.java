package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.Reasoning;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning in thinking blocks. An item of {@code reasoning_details} that has text becomes {@code
 * thinking}, with all of the item but its text {@linkplain PackedReasoning packed} into the
 * signature; one without becomes {@code redacted_thinking}. Text of no item is signed with an empty
 * item, because some clients drop thinking without a signature.
 *
 * <p>Claude's own items are packed too: the signature alone would not say which family wrote it.
 * {@link MessagesNative} unpacks them before a request goes to a vendor of Anthropic's dialect. A
 * signature that is not packed came from such a vendor, in an answer that went through untouched,
 * and is taken to be of the family of the model that the request names.
 */
final class MessagesReasoning {
  private static final JsonNode UNSIGNED = JsonNodeFactory.instance.objectNode();

  private final String origin;

  MessagesReasoning(String model) {
    this.origin = Reasoning.origin(Reasoning.ANTHROPIC, model);
  }

  /** Puts the reasoning of an assistant's blocks into its chat message. */
  void toChat(JsonNode blocks, ObjectNode message) {
    StringBuilder text = new StringBuilder();
    ArrayNode details = JsonNodeFactory.instance.arrayNode();
    for (JsonNode block : blocks) {
      switch (block.path("type").asText("")) {
        case "thinking" -> {
          text.append(block.path("thinking").asText(""));
          thinking(block, details);
        }
        case "redacted_thinking" -> redacted(block.path("data").asText(""), details);
        default -> {}
      }
    }
    if (!text.isEmpty()) {
      message.put(Reasoning.TEXT, text.toString());
    }
    if (!details.isEmpty()) {
      message.set(Reasoning.DETAILS, details);
    }
  }

  private void thinking(JsonNode block, ArrayNode details) {
    String text = block.path("thinking").asText("");
    String signature = block.path("signature").asText("");
    if (PackedReasoning.isPacked(signature)) {
      ObjectNode item = unpackText(signature, text);
      if (item != null) {
        details.add(item);
      }
    } else if (!signature.isEmpty()) {
      Reasoning.text(details.addObject(), text, signature, Reasoning.ANTHROPIC, origin);
    }
  }

  /** The item of a thinking block; null: it is text of no item. */
  static @Nullable ObjectNode unpackText(String signature, String text) {
    if (!(PackedReasoning.unpack(signature) instanceof ObjectNode item) || item.isEmpty()) {
      return null;
    }
    return item.put(textField(item), text);
  }

  private void redacted(String data, ArrayNode details) {
    if (!PackedReasoning.isPacked(data)) {
      if (!data.isEmpty()) {
        Reasoning.encrypted(details.addObject(), data, null, Reasoning.ANTHROPIC, origin);
      }
    } else if (PackedReasoning.unpack(data) instanceof ObjectNode item) {
      details.add(item);
    }
  }

  /** Whether an item has text to show. */
  static boolean isReadable(JsonNode item) {
    return !item.path("type").asText("").equals("reasoning.encrypted")
        && item.path(textField(item)).isTextual();
  }

  static String textField(JsonNode item) {
    return item.path("type").asText("").equals("reasoning.summary") ? "summary" : "text";
  }

  /** The signature of a thinking block. */
  static String signature(@Nullable ObjectNode itemWithoutText) {
    return PackedReasoning.pack(itemWithoutText == null ? UNSIGNED : itemWithoutText);
  }

  static ObjectNode withoutText(JsonNode item) {
    ObjectNode copy = item.deepCopy();
    copy.remove(textField(item));
    return copy;
  }

  /** An item as a block of its own; the id of its tool call as the client sees that. */
  static ObjectNode redacted(JsonNode item) {
    ObjectNode packed = item.deepCopy();
    if (packed.path("id").isTextual()) {
      packed.put("id", ToolIds.safe(packed.path("id").asText()));
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "redacted_thinking")
        .put("data", PackedReasoning.pack(packed));
  }
}
