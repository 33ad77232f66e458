package dev.caravan.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers requests that are wrong in themselves. */
final class VendorErrors {
  private VendorErrors() {}

  static void send(HttpServerRequest request, Throwable failure) {
    HttpServerResponse response = request.response();
    if (!response.ended() && !response.closed()) {
      response.end(head(request, failure));
    }
  }

  /** Sets status and headers, and returns the body. */
  static Buffer head(HttpServerRequest request, Throwable failure) {
    VendorError error =
        failure instanceof Refusal refusal ? refusal.error() : VendorError.ofStatus(500, "", 0);
    HttpServerResponse response = request.response().setStatusCode(error.status());
    Buffer body = Buffer.buffer(error.json().toString());
    VendorHeaders.put(response.headers(), RequestHash.of(body.getBytes()), 0);
    response.putHeader("content-type", "application/json");
    return body;
  }
}
