package dev.caravan.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Which request goes where. */
final class SandboxRoutes implements Handler<HttpServerRequest> {
  private static final String CHAT = "/v1/chat/completions";
  private static final String EMBEDDINGS = "/v1/embeddings";
  static final String MODELS = "/v1/models";

  private final ChatCompletions chat;
  private final Embeddings embeddings;
  private final ModelList models;

  SandboxRoutes(ChatCompletions chat, Embeddings embeddings, ModelList models) {
    this.chat = chat;
    this.embeddings = embeddings;
    this.models = models;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    if (path.equals(CHAT)) {
      handle(request, HttpMethod.POST, chat);
    } else if (path.equals(EMBEDDINGS)) {
      handle(request, HttpMethod.POST, embeddings);
    } else if (path.equals(MODELS)) {
      handle(request, HttpMethod.GET, models);
    } else if (path.startsWith(MODELS + "/")) {
      handle(request, HttpMethod.GET, models::one);
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
}
