package dev.caravan.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.Losses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Puts values of wrong types into JSON, or takes values out, now and then, and sees what a front
 * makes of it.
 */
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

  /** Every mutation of a request is translated, or refused with the name of a field. */
  static void inRequests(Front front, JsonNode whole, String vendorModel) {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      if (in(in(whole, random), random) instanceof ObjectNode request) {
        front.nativeOnly(request);
        front.ignored(request);
        front.forOwnDialect(request, vendorModel, new Losses(LossPolicies.STANDARD));
        try {
          front.toChat(request);
        } catch (ApiException e) {
          assertThat(e.status()).isEqualTo(400);
          assertThat(e.param()).isNotNull();
        }
      }
    }
  }

  /** What a client gets of mutated streams, one after the other. */
  static void inStreams(Front front, Consumer<List<JsonNode>> client) throws IOException {
    for (long seed = 0; seed < 1_500; seed++) {
      Random random = new Random(seed);
      FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
      ClientLog log = new ClientLog();
      for (JsonNode chunk : new RandomChunks(seed).stream()) {
        if (in(chunk, random) instanceof ObjectNode object) {
          stream.chunk(object, null, log);
        }
      }
      stream.end(Usage.NONE, log);
      client.accept(log.events());
    }
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
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
