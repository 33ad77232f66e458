package dev.caravan.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Collects the body of a request; of one that is too long nothing is kept. */
final class BoundedBody {
  private final Promise<Buffer> promise = Promise.promise();
  private final int mostBytes;
  private Buffer collected = Buffer.buffer();
  private boolean tooLong;

  private BoundedBody(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The body once all of it was read; fails with a {@link Refusal} where it is too long. */
  static Future<Buffer> read(HttpServerRequest request, int mostBytes) {
    BoundedBody body = new BoundedBody(mostBytes);
    request.handler(body::add).endHandler(end -> body.end());
    return body.promise.future();
  }

  private void add(Buffer chunk) {
    if (tooLong || chunk.length() > mostBytes - collected.length()) {
      tooLong = true;
      collected = Buffer.buffer();
    } else {
      collected.appendBuffer(chunk);
    }
  }

  private void end() {
    if (tooLong) {
      promise.fail(
          VendorError.invalid(
                  413,
                  "The body is too long (expected: <= " + mostBytes + " bytes).",
                  "request_too_large")
              .refusal());
    } else {
      promise.complete(collected);
    }
  }
}
