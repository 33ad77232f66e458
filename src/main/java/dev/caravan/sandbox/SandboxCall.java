package dev.caravan.sandbox;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One answer under way: counted from its beginning until its last byte or until the client has hung
 * up, which also ends its timer. Lives on the event loop of its connection.
 */
final class SandboxCall {
  private static final long NO_TIMER = -1;

  /** Clients drop what they have not read yet when a connection is reset: time for them to read. */
  private static final Duration BEFORE_RESET = Duration.ofMillis(50);

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final AtomicLong openAnswers;
  private final long begun = System.nanoTime();
  private long timer = NO_TIMER;
  private boolean over;

  SandboxCall(Vertx vertx, HttpServerRequest request, AtomicLong openAnswers) {
    this.vertx = vertx;
    this.request = request;
    this.openAnswers = openAnswers;
    openAnswers.incrementAndGet();
    request.response().closeHandler(closed -> finish()).exceptionHandler(failure -> finish());
  }

  HttpServerResponse response() {
    return request.response();
  }

  boolean isOver() {
    return over;
  }

  /**
   * Does something later, unless the client has hung up by then; at once where there is no delay.
   */
  void after(Duration delay, Runnable action) {
    long millis = delay.toMillis();
    if (millis <= 0) {
      action.run();
      return;
    }
    timer =
        vertx.setTimer(
            millis,
            fired -> {
              timer = NO_TIMER;
              action.run();
            });
  }

  /** The time since the request was there, in milliseconds. */
  long elapsedMillis() {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  void end(Buffer last) {
    if (!over) {
      response().end(last);
      finish();
    }
  }

  /** Sends what is given, then, a moment later, resets the connection instead of closing it. */
  void reset(Buffer last) {
    if (last.length() == 0) {
      reset();
    } else {
      response().write(last).onComplete(written -> after(BEFORE_RESET, this::reset));
    }
  }

  private void reset() {
    Channel channel = ((ConnectionBase) request.connection()).channel();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var unused = channel.close();
    finish();
  }

  private void finish() {
    if (!over) {
      over = true;
      openAnswers.decrementAndGet();
      if (timer != NO_TIMER) {
        vertx.cancelTimer(timer);
      }
    }
  }
}
