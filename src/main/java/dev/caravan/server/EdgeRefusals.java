package dev.caravan.server;

import dev.caravan.api.ApiException;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.front.AnthropicMessages;
import dev.caravan.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers requests that are not let in, in the form of the API that was called. */
final class EdgeRefusals {
  /** What a client may send on of a body that nobody reads, before its connection is closed. */
  static final long MAX_DISCARDED_BYTES = 1 << 20;

  private static final String RETRY_AFTER_SECONDS = "1";

  private static final AnthropicMessages MESSAGES = new AnthropicMessages();

  private static final String OVERLOADED =
      "The gateway has as much to do as it can; try again after the time in Retry-After.";

  private static final String STOPPING = "The gateway is stopping.";

  /** Written once: when there is too much to do, nothing is done twice. */
  private static final Buffer OVERLOADED_BODY =
      Buffer.buffer(Json.write(OpenAiErrors.body(refusal(OVERLOADED))));

  private EdgeRefusals() {}

  /** Says that there is too much to do. The connection stays, so that a retry costs little. */
  static void overloaded(HttpServerRequest request) {
    // Before the answer: afterwards the request may be over.
    discard(request);
    send(request, OVERLOADED);
  }

  static void stopping(HttpServerRequest request) {
    request.response().putHeader("Connection", "close");
    send(request, STOPPING);
  }

  private static void discard(HttpServerRequest request) {
    long[] seen = {0};
    request.handler(
        piece -> {
          seen[0] += piece.length();
          if (seen[0] > MAX_DISCARDED_BYTES) {
            request.connection().close();
          }
        });
    request.endHandler(ended -> {});
    request.resume();
  }

  private static ApiException refusal(String message) {
    return ApiException.of(503, "overloaded_error", "overloaded", message);
  }

  private static void send(HttpServerRequest request, String message) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(503)
        .putHeader("Retry-After", RETRY_AFTER_SECONDS)
        .putHeader("Content-Type", "application/json")
        .end(body(request, message));
  }

  private static Buffer body(HttpServerRequest request, String message) {
    if (request.path() != null && request.path().startsWith("/v1/messages")) {
      String id = RequestIds.of(request);
      request.response().putHeader(MESSAGES.idHeader(), id);
      return Buffer.buffer(Json.write(MESSAGES.error(refusal(message), id)));
    }
    return message.equals(OVERLOADED)
        ? OVERLOADED_BODY
        : Buffer.buffer(Json.write(OpenAiErrors.body(refusal(message))));
  }
}
