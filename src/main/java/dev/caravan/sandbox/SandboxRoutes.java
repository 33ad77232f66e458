package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Which request goes where. */
final class SandboxRoutes implements Handler<HttpServerRequest> {
  private static final String CHAT = "/v1/chat/completions";
  private static final String EMBEDDINGS = "/v1/embeddings";
  private static final String MODELS = "/v1/models";

  private final ChatCompletions chat;
  private final Embeddings embeddings;

  SandboxRoutes(ChatCompletions chat, Embeddings embeddings) {
    this.chat = chat;
    this.embeddings = embeddings;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    if (path.equals(CHAT)) {
      handle(request, HttpMethod.POST, chat);
    } else if (path.equals(EMBEDDINGS)) {
      handle(request, HttpMethod.POST, embeddings);
    } else if (path.equals(MODELS)) {
      handle(request, HttpMethod.GET, SandboxRoutes::listModels);
    } else if (path.startsWith(MODELS + "/")) {
      handle(request, HttpMethod.GET, SandboxRoutes::showModel);
    } else {
      String message = "Invalid URL (" + request.method() + " " + path + ")";
      VendorErrors.send(request, VendorError.invalid(404, message, null).refusal());
    }
  }

  private static void handle(
      HttpServerRequest request, HttpMethod allowed, Handler<HttpServerRequest> handler) {
    if (request.method().equals(allowed)) {
      handler.handle(request);
      return;
    }
    request.response().putHeader("allow", allowed.name());
    VendorErrors.send(
        request,
        VendorError.invalid(
                405, "Only " + allowed + " requests are accepted.", "method_not_supported")
            .refusal());
  }

  /** The sandbox answers as any model; the list has one that can be asked for by name. */
  private static void listModels(HttpServerRequest request) {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    list.putArray("data").add(model("sandbox"));
    send(request, list);
  }

  private static void showModel(HttpServerRequest request) {
    String name = request.path().substring(MODELS.length() + 1);
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

  private static void send(HttpServerRequest request, ObjectNode json) {
    Buffer body = Buffer.buffer(json.toString());
    VendorHeaders.put(request.response().headers(), RequestHash.of(body.getBytes()), 0);
    request.response().putHeader("content-type", "application/json").end(body);
  }
}
