package dev.caravan.resume;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * A place in an answer where one deployment broke off and another went on.
 *
 * @param atCharacters how much was written before it, in Unicode characters
 * @param from the deployment that broke off
 * @param by the deployment that went on
 */
public record Resumption(int atCharacters, String from, String by) {
  /** As the last event of the stream and the admin's list show them. */
  public static ArrayNode toJson(List<Resumption> all) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Resumption each : all) {
      array
          .addObject()
          .put("at_characters", each.atCharacters)
          .put("from", each.from)
          .put("by", each.by);
    }
    return array;
  }
}
