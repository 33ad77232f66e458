package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.Reasoning;

/**
 * Reasoning in items of type {@code reasoning}: the readable text is their summary, the items of
 * {@code reasoning_details} are {@linkplain PackedReasoning packed} into {@code encrypted_content},
 * OpenAI's own too, because the content alone would not say which family wrote it.
 *
 * <p>Content that is not packed came from OpenAI in an answer that went through untouched, and is
 * taken to be of the family of the model that the request names. An item of {@code
 * reasoning_details} of OpenAI's origin has the reasoning item's own id in {@code item_id}, since
 * {@code id} is a tool call's.
 */
final class ResponsesReasoning {
  private final String origin;

  ResponsesReasoning(String model) {
    this.origin = Reasoning.origin(Reasoning.RESPONSES, model);
  }

  /** Puts a reasoning item into its chat message. */
  void toChat(JsonNode item, ObjectNode message) {
    String text = Reasoning.textOfItem(item);
    if (!text.isEmpty()) {
      ResponsesConversation.appendReasoning(message, text);
    }
    String opaque = item.path("encrypted_content").asText("");
    if (opaque.isEmpty()) {
      return;
    }
    ArrayNode details = message.arrayNode();
    if (!PackedReasoning.isPacked(opaque)) {
      own(item, opaque, details);
    } else if (PackedReasoning.unpack(opaque) instanceof ArrayNode items) {
      items.forEach(packed -> details.add(withText(packed, text)));
    }
    if (message.get(Reasoning.DETAILS) instanceof ArrayNode before) {
      before.addAll(details);
    } else if (!details.isEmpty()) {
      message.set(Reasoning.DETAILS, details);
    }
  }

  private void own(JsonNode item, String opaque, ArrayNode details) {
    for (JsonNode part : item.path("summary")) {
      details
          .addObject()
          .put("type", "reasoning.summary")
          .put("summary", part.path("text").asText(""))
          .put("format", Reasoning.RESPONSES)
          .put("origin", origin);
    }
    ObjectNode encrypted =
        Reasoning.encrypted(details.addObject(), opaque, null, Reasoning.RESPONSES, origin);
    if (item.path("id").isTextual()) {
      encrypted.put("item_id", item.path("id").asText());
    }
  }

  /** A readable item that was packed without its text gets it back. */
  private static JsonNode withText(JsonNode item, String text) {
    boolean lacksText =
        item instanceof ObjectNode
            && !item.path("type").asText("").equals("reasoning.encrypted")
            && !item.has(MessagesReasoning.textField(item));
    return lacksText ? ((ObjectNode) item).put(MessagesReasoning.textField(item), text) : item;
  }

  /**
   * The encrypted content of a reasoning item.
   *
   * @param text of the item's summary; an item with this very text is packed without it
   */
  static String pack(Iterable<JsonNode> details, String text) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    for (JsonNode item : details) {
      boolean same =
          MessagesReasoning.isReadable(item)
              && item.path(MessagesReasoning.textField(item)).asText().equals(text);
      items.add(same ? MessagesReasoning.withoutText(item) : item);
    }
    return PackedReasoning.pack(items);
  }
}
