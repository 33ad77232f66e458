package dev.caravan.server;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one listening server. It belongs to the host and stays while generations come and go: each
 * request goes to the generation that is current when it comes in.
 */
public final class GatewayServer {
  private static final Logger LOG = LoggerFactory.getLogger("caravan");
  private static final int START_SECONDS = 20;
  private static final int IDLE_SECONDS = 300;
  private static final int BACKLOG = 4_096;

  private final Vertx vertx;
  private final OverloadGuard guard;
  private final RefusalLog refusals = new RefusalLog(System::nanoTime, LOG::warn);
  private final AtomicReference<@Nullable RequestTarget> current = new AtomicReference<>();
  private final AtomicBoolean beating = new AtomicBoolean();
  private @Nullable HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param guard decides which calls are let in
   */
  public GatewayServer(Vertx vertx, OverloadGuard guard) {
    this.vertx = vertx;
    this.guard = guard;
  }

  /**
   * Listens and returns the port, which is another one only if 0 was asked for.
   *
   * @throws IOException if the address cannot be had, with a message for the operator
   */
  public int listen(String host, int port) throws IOException {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setTcpNoDelay(true)
            .setAcceptBacklog(BACKLOG)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(32 * 1024)
            .setMaxInitialLineLength(8 * 1024)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHttp2ClearTextEnabled(false);
    HttpServer listening =
        vertx
            .createHttpServer(options)
            .invalidRequestHandler(InvalidRequests::refuse)
            .requestHandler(this::dispatch);
    server = listening;
    try {
      listening
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before listening on " + host + ":" + port, e);
    }
    return listening.actualPort();
  }

  /** Makes this the one that answers from now on; returns the one before. */
  public @Nullable RequestTarget swap(RequestTarget next) {
    return current.getAndSet(next);
  }

  private void dispatch(HttpServerRequest request) {
    RequestIds.give(request);
    if (!Guarded.is(request)) {
      serve(request, null);
      return;
    }
    Context context = vertx.getOrCreateContext();
    if (!beating.getAndSet(true)) {
      beat();
    }
    Entry entry = new Entry(request, context);
    switch (guard.ask(entry.call)) {
      case ADMITTED -> serve(request, entry.call);
      case REFUSED -> refuse(request);
      case WAITING -> entry.await();
    }
  }

  /** Runs behind everything else that the event loop has to do. */
  private void beat() {
    try {
      guard.beat();
    } finally {
      // Without another beat nobody who waits would ever be let in or refused.
      vertx.setTimer(LoopDelay.BEAT_MILLIS, again -> beat());
    }
  }

  /** A request on its way past the guard; all of it runs on the request's event loop. */
  private final class Entry {
    private final HttpServerRequest request;
    private final Context context;
    private final OpenCall call;

    Entry(HttpServerRequest request, Context context) {
      this.request = request;
      this.context = context;
      this.call = new OpenCall(Guarded.announcedBytes(request), this::letIn, this::giveUp);
    }

    void await() {
      // Its body stays in the socket until it is let in.
      request.pause();
      request.response().endHandler(gone -> guard.leave(call));
    }

    /** Called from any thread. */
    private void letIn() {
      context.runOnContext(
          now -> {
            if (guard.goesOn(call)) {
              serve(request, call);
              request.resume();
            }
          });
    }

    /** Called from any thread. */
    private void giveUp() {
      context.runOnContext(now -> refuse(request));
    }
  }

  private void serve(HttpServerRequest request, @Nullable OpenCall call) {
    RequestTarget target = enter();
    if (target == null) {
      if (call != null) {
        guard.leave(call);
      }
      EdgeRefusals.stopping(request);
      return;
    }
    InFlight inFlight = target.inFlight();
    // Called once: when the answer has ended, or when the connection closed before that.
    request
        .response()
        .endHandler(
            ended -> {
              inFlight.exit();
              if (call != null) {
                guard.leave(call);
              }
            });
    target.handle(
        call == null || !Guarded.isUnannounced(request) ? request : counted(request, call));
  }

  /** The generation that is current, entered; null: there is none any more. */
  private @Nullable RequestTarget enter() {
    RequestTarget target = current.get();
    while (target != null && !target.inFlight().enter()) {
      RequestTarget newer = current.get();
      target = newer == target ? null : newer;
    }
    return target;
  }

  private HttpServerRequest counted(HttpServerRequest request, OpenCall call) {
    return new CountedRequest(request, more -> guard.grow(call, more), () -> refuse(request));
  }

  private void refuse(HttpServerRequest request) {
    refusals.refused(guard);
    EdgeRefusals.overloaded(request);
  }

  /** Answers 503 to every new request from now on; those under way go on. */
  public void turnAway() {
    current.set(null);
  }

  /** Closes the port and every connection. */
  public void close() throws InterruptedException {
    HttpServer listening = server;
    if (listening != null) {
      try {
        listening.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // The process ends anyway.
        Thread.onSpinWait();
      }
    }
  }
}
