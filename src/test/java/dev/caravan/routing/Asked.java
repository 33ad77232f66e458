package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Tenant;
import dev.caravan.api.RequestOptions;
import dev.caravan.config.Operation;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.routing.Chooser.Request;
import dev.caravan.signals.LastMessage;
import dev.caravan.signals.Signals;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests and signals for tests of choosing. */
final class Asked {
  private Asked() {}

  static ObjectNode body(String prompt) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", "auto");
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    return body;
  }

  static ObjectNode image(String prompt) {
    ObjectNode body = body("");
    ObjectNode message = (ObjectNode) body.path("messages").path(0);
    message
        .putArray("content")
        .add(JsonNodeFactory.instance.objectNode().put("type", "text").put("text", prompt))
        .add(
            JsonNodeFactory.instance
                .objectNode()
                .put("type", "image_url")
                .set(
                    "image_url",
                    JsonNodeFactory.instance.objectNode().put("url", "data:image/png;base64,AA")));
    return body;
  }

  static Request request(ObjectNode body) {
    return request(body, RequestOptions.NONE, Tenant.DEFAULT);
  }

  static Request request(ObjectNode body, RequestOptions options, Tenant tenant) {
    long bytes = body.toString().getBytes(StandardCharsets.UTF_8).length;
    return new Request(
        Operation.CHAT,
        body,
        bytes,
        options,
        new ChatNeeds(body, bytes, LossPolicies.STANDARD, null, List.of()),
        tenant);
  }

  static Signals signals(String task, double difficulty, String language, long tokens) {
    return new Signals(
        task,
        difficulty,
        language,
        language.equals("zh") ? "han" : "latin",
        tokens,
        (int) tokens * 4,
        1,
        false,
        false,
        false,
        false,
        false,
        "text",
        Set.of(),
        "",
        Map.of(),
        "default",
        12,
        Map.of(),
        LastMessage.NONE);
  }
}
