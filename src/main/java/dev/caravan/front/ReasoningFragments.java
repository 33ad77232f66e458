package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.Reasoning;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the opaque reasoning of a stream for OpenAI's clients. They put fragments together by
 * {@code index}, which is a place in the list to them, and append every text of a fragment to the
 * one there, whether it is a part or a name ({@code accumulate_delta} of openai-python). So items
 * count from 0 without a gap, none shares its number with another, and only the first fragment of
 * an item names its format and origin. Made for one stream.
 */
final class ReasoningFragments {
  private final Map<Integer, Items> choices = new HashMap<>();

  /**
   * Numbers what a choice of a chunk brings; what has no origin is a vendor's own and stays.
   *
   * @return whether anything was changed
   */
  boolean number(JsonNode choice) {
    boolean changed = false;
    for (JsonNode detail : choice.path("delta").path(Reasoning.DETAILS)) {
      if (detail instanceof ObjectNode item && item.has("origin")) {
        choices.computeIfAbsent(choice.path("index").asInt(0), index -> new Items()).number(item);
        changed = true;
      }
    }
    return changed;
  }

  /** The items of one choice so far. */
  private static final class Items {
    private static final int NONE = -1;

    private int count;
    private int open = NONE;

    /** Only signed text comes in fragments: those of one block, by the vendor's own number. */
    void number(ObjectNode item) {
      boolean isText = item.path("type").asText("").equals("reasoning.text");
      int block = isText ? item.path("index").asInt(NONE) : NONE;
      if (block != NONE && block == open) {
        item.remove(List.of("format", "origin"));
      } else {
        count++;
      }
      open = block;
      item.put("index", count - 1);
    }
  }
}
