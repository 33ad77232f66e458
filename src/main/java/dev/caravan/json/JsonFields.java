package dev.caravan.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fields on their way from one object to another: null and missing ones stay behind. */
public final class JsonFields {
  private JsonFields() {}

  /** Sets a field to the value of another object's field. */
  public static void copy(JsonNode from, String name, ObjectNode to, String as) {
    set(to, as, from.path(name));
  }

  /** Sets a field. */
  public static void set(ObjectNode to, String name, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      to.set(name, value);
    }
  }
}
