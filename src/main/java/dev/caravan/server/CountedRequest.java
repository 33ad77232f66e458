package dev.caravan.server;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A request that does not say how long its body is: the body is counted while it comes. */
final class CountedRequest extends HttpServerRequestWrapper {
  private final LongPredicate fits;
  private final Runnable tooMuch;

  /**
   * This request, counted.
   *
   * @param fits whether so many bytes more may come
   * @param tooMuch run once when they may not; it takes the request over
   */
  CountedRequest(HttpServerRequest request, LongPredicate fits, Runnable tooMuch) {
    super((HttpServerRequestInternal) request);
    this.fits = fits;
    this.tooMuch = tooMuch;
  }

  @Override
  public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
    return super.handler(handler == null ? null : piece -> pass(piece, handler));
  }

  private void pass(Buffer piece, Handler<Buffer> handler) {
    if (fits.test(piece.length())) {
      handler.handle(piece);
    } else {
      tooMuch.run();
    }
  }
}
