package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Puts values of wrong types into JSON, or takes values out, now and then. */
final class Nonsense {
  private static final String[] VALUES = {
    "null",
    "7",
    "-1",
    "1e99",
    "\"\"",
    "\"text\"",
    "[]",
    "{}",
    "[null]",
    "[[{}]]",
    "true",
    "{\"type\":7}",
    "[{\"type\":\"text\"}]",
    "[\"x\"]",
    "{\"text\":null}"
  };

  private Nonsense() {}

  static JsonNode in(JsonNode tree, Random random) {
    JsonNode copy = tree.deepCopy();
    if (random.nextInt(3) == 0) {
      change(copy, random);
    }
    return copy;
  }

  private static void change(JsonNode tree, Random random) {
    if (tree instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      if (goDeeper(object.get(name), random)) {
        change(object.get(name), random);
      } else if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(name, value(random));
      }
    } else if (tree instanceof ArrayNode array && !array.isEmpty()) {
      int index = random.nextInt(array.size());
      if (goDeeper(array.get(index), random)) {
        change(array.get(index), random);
      } else {
        array.set(index, value(random));
      }
    }
  }

  private static boolean goDeeper(JsonNode value, Random random) {
    return value.isContainerNode() && !value.isEmpty() && random.nextInt(5) > 0;
  }

  private static JsonNode value(Random random) {
    try {
      return ClientLog.json(VALUES[random.nextInt(VALUES.length)]);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
