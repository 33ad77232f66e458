package dev.caravan.upstream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import java.util.List;

/** An OpenAI-shaped answer made of a fixed text, for when no vendor answered. */
public final class DegradedAnswer {
  private DegradedAnswer() {}

  public static UpstreamAnswer of(String text, String id, String model, boolean stream) {
    return stream ? stream(text, id, model) : plain(text, id, model);
  }

  private static UpstreamAnswer plain(String text, String id, String model) {
    ObjectNode body = envelope("chat.completion", id, model);
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", text);
    choice.put("finish_reason", "stop");
    body.putObject("usage")
        .put("prompt_tokens", 0)
        .put("completion_tokens", 0)
        .put("total_tokens", 0);
    return new UpstreamAnswer(
        Json.write(body), body, null, Usage.NONE, choice.get("finish_reason"), text);
  }

  private static UpstreamAnswer stream(String text, String id, String model) {
    ObjectNode first = envelope("chat.completion.chunk", id, model);
    ObjectNode choice = first.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta").put("role", "assistant").put("content", text);
    choice.putNull("finish_reason");
    ObjectNode last = envelope("chat.completion.chunk", id, model);
    ObjectNode end = last.putArray("choices").addObject().put("index", 0);
    end.putObject("delta");
    end.put("finish_reason", "stop");
    return new UpstreamAnswer(
        null,
        null,
        List.of(Json.write(first), Json.write(last)),
        Usage.NONE,
        end.get("finish_reason"),
        text);
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
