package dev.caravan.upstream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.OpenAiUsage;

/** A fixed text in the chat form, for when no vendor answered. */
public final class DegradedAnswer {
  private DegradedAnswer() {}

  /** The text as a {@code chat.completion}. */
  public static ObjectNode completion(String text, String id, String model) {
    ObjectNode body = envelope("chat.completion", id, model);
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", text);
    choice.put("finish_reason", "stop");
    body.set("usage", OpenAiUsage.write(Usage.NONE));
    return body;
  }

  /** The text as the first of two chunks. */
  public static ObjectNode firstChunk(String text, String id, String model) {
    ObjectNode first = envelope("chat.completion.chunk", id, model);
    ObjectNode choice = first.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta").put("role", "assistant").put("content", text);
    choice.putNull("finish_reason");
    return first;
  }

  /** The second of two chunks. */
  public static ObjectNode lastChunk(String id, String model) {
    ObjectNode last = envelope("chat.completion.chunk", id, model);
    ObjectNode end = last.putArray("choices").addObject().put("index", 0);
    end.putObject("delta");
    end.put("finish_reason", "stop");
    return last;
  }

  private static ObjectNode envelope(String object, String id, String model) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", System.currentTimeMillis() / 1_000)
        .put("model", model);
  }
}
