package dev.caravan.server;

import dev.caravan.api.ApiException;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one listening server. It belongs to the host and stays while generations come and go: each
 * request goes to the generation that is current when it comes in.
 */
public final class GatewayServer {
  private static final int START_SECONDS = 20;
  private static final int IDLE_SECONDS = 300;
  private static final int BACKLOG = 4_096;

  private final Vertx vertx;
  private final AtomicReference<@Nullable RequestTarget> current = new AtomicReference<>();
  private @Nullable HttpServer server;

  public GatewayServer(Vertx vertx) {
    this.vertx = vertx;
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
    RequestTarget target = current.get();
    while (target != null && !target.inFlight().enter()) {
      RequestTarget newer = current.get();
      if (newer == target) {
        target = null;
        break;
      }
      target = newer;
    }
    if (target == null) {
      refuse(request);
      return;
    }
    InFlight inFlight = target.inFlight();
    // Called once: when the answer has ended, or when the connection closed before that.
    request.response().endHandler(ended -> inFlight.exit());
    target.handle(request);
  }

  private static void refuse(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(503)
        .putHeader("Retry-After", "1")
        .putHeader("Connection", "close")
        .putHeader("Content-Type", "application/json")
        .end(
            Buffer.buffer(
                Json.write(
                    OpenAiErrors.body(
                        ApiException.of(
                            503, "overloaded_error", "overloaded", "The gateway is stopping.")))));
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
