package dev.caravan.sandbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A vendor in the gateway itself: speaks as OpenAI does on a port of the loopback interface, under
 * the name of any model, accepts any key and needs no network. The same request always gets the
 * same answer. How it behaves is decided by the model, and for one request by the header {@code
 * x-sandbox}, see {@link SandboxBehaviour#parse}.
 */
public final class SandboxServer implements AutoCloseable {
  static final int MAX_BODY_BYTES = 32 * 1024 * 1024;

  private static final String LOOPBACK = "127.0.0.1";
  private static final long SECONDS_TO_WAIT = 10;

  private final HttpServer server;
  private final AtomicLong openAnswers;

  private SandboxServer(HttpServer server, AtomicLong openAnswers) {
    this.server = server;
    this.openAnswers = openAnswers;
  }

  /**
   * Starts on a free port and returns once requests are accepted. Not to be called on an event
   * loop, which it would block.
   *
   * @param behaviourOfModel asked for every request with the name of its model, on an event loop or
   *     a worker: must not block
   * @throws CompletionException if no port can be bound
   */
  public static SandboxServer start(
      Vertx vertx, Function<String, SandboxBehaviour> behaviourOfModel) {
    return start(vertx, (model, request) -> behaviourOfModel.apply(model));
  }

  /**
   * As above, each request having its own behaviour.
   *
   * @param schedule asked for every request
   */
  public static SandboxServer start(Vertx vertx, Schedule schedule) {
    // Without HTTP/2, so that the fault of a reset is that of one request.
    HttpServerOptions options =
        new HttpServerOptions()
            .setTcpNoDelay(true)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true);
    AtomicLong openAnswers = new AtomicLong();
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                new SandboxRoutes(
                    new ChatCompletions(vertx, schedule, openAnswers),
                    new Embeddings(vertx, schedule, openAnswers),
                    new ModelList(vertx, schedule, openAnswers)));
    await(server.listen(0, LOOPBACK));
    return new SandboxServer(server, openAnswers);
  }

  public int port() {
    return server.actualPort();
  }

  /** What an OpenAI client takes as its base URL: {@code http://127.0.0.1:PORT/v1}. */
  public String baseUrl() {
    return "http://" + LOOPBACK + ":" + port() + "/v1";
  }

  /** How many answers are under way: waiting, being sent, or stalled. */
  public long openAnswers() {
    return openAnswers.get();
  }

  /** Closes the port and all connections; answers under way are cut off. */
  @Override
  public void close() {
    Future<Void> closed = server.close();
    if (!Context.isOnEventLoopThread()) {
      await(closed);
    }
  }

  private static void await(Future<?> future) {
    future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(SECONDS_TO_WAIT, TimeUnit.SECONDS)
        .join();
  }
}
