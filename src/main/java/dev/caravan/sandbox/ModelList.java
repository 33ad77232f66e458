package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code GET /v1/models}. The sandbox answers as any model; the list has one that can be asked for
 * by name.
 */
final class ModelList implements Handler<HttpServerRequest> {
  private final Vertx vertx;
  private final Schedule schedule;
  private final AtomicLong openAnswers;

  ModelList(Vertx vertx, Schedule schedule, AtomicLong openAnswers) {
    this.vertx = vertx;
    this.schedule = schedule;
    this.openAnswers = openAnswers;
  }

  @Override
  public void handle(HttpServerRequest request) {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    list.putArray("data").add(model("sandbox"));
    send(request, list);
  }

  /** Answers with the model that the path names. */
  void one(HttpServerRequest request) {
    String name = request.path().substring(SandboxRoutes.MODELS.length() + 1);
    send(request, model(decoded(name)));
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private static ObjectNode model(String id) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", "model")
        .put("created", SandboxAnswer.CREATED)
        .put("owned_by", "caravan");
  }

  private void send(HttpServerRequest request, ObjectNode json) {
    SandboxCall call = new SandboxCall(vertx, request, openAnswers);
    String hash = RequestHash.of(json.toString().getBytes(StandardCharsets.UTF_8));
    new PlainReply(call, schedule.models(), "sandbox", hash, 0).send(json, 1);
  }
}
