package dev.caravan.server;

import dev.caravan.api.ApiException;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.json.Json;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no HTTP request, in the shape of every other error, and hangs up. */
final class InvalidRequests {
  private InvalidRequests() {}

  static void refuse(HttpServerRequest request) {
    ApiException failure = failure(request.decoderResult().cause());
    request
        .response()
        .setStatusCode(failure.status())
        .putHeader("Content-Type", "application/json")
        .putHeader("Connection", "close")
        .end(Buffer.buffer(Json.write(OpenAiErrors.body(failure))))
        .onComplete(sent -> request.connection().close());
  }

  private static ApiException failure(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return error(414, "The URL is too long (expected: at most 8 KiB).");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return error(431, "The headers are too long (expected: at most 32 KiB together).");
    }
    return error(400, "The request is not valid HTTP.");
  }

  private static ApiException error(int status, String message) {
    return ApiException.of(status, "invalid_request_error", "invalid_request", message);
  }
}
