package dev.caravan.server;

import dev.caravan.stream.ClientGoneException;
import dev.caravan.stream.ResponseSink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a Vert.x request as a {@link ResponseSink}: never more than {@link
 * #MAX_BYTES_IN_FLIGHT} or one event on the way to the socket.
 *
 * <p>Each event is a task for the connection's event loop, unless the one before is still waiting
 * for its turn: then both go out as one piece. So an event loop that is behind gets larger pieces
 * and not more of them, and one that is not sends every event by itself.
 *
 * <p>The bytes on the way are counted here, by the completion of each write: {@code writeQueueFull}
 * is set by the event loop alone, so that a fast thread could queue without bound before it.
 */
public final class VertxResponseSink implements ResponseSink {
  static final int MAX_BYTES_IN_FLIGHT = 64 * 1024;

  /** Names of most answers' headers in Netty's form, whose hash is not worked out each time. */
  private static final Map<String, CharSequence> NAMES =
      Stream.of(
              "x-request-id",
              "x-caravan-model",
              "x-caravan-provider",
              "x-caravan-task",
              "x-caravan-rule",
              "x-caravan-attempts",
              "x-caravan-fallbacks",
              "x-caravan-cache",
              "x-caravan-cost",
              "x-caravan-currency",
              "x-caravan-overhead-ms",
              "Content-Type")
          .collect(Collectors.toUnmodifiableMap(name -> name, HttpHeaders::createOptimized));

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Executor loop;
  private final Duration slowClientTimeout;
  private final Semaphore room = new Semaphore(MAX_BYTES_IN_FLIGHT);
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private volatile boolean begun;
  private volatile boolean ended;
  private int events;

  /** Not yet given to the connection, under the lock of {@link #room}. */
  private @Nullable Buffer unsent;

  /**
   * The answer to this request.
   *
   * @param request not yet answered; its response's close and exception handlers become this sink's
   * @param slowClientTimeout how long one write may wait for the client to read
   */
  public VertxResponseSink(HttpServerRequest request, Duration slowClientTimeout) {
    this.request = request;
    this.response = request.response();
    this.slowClientTimeout = slowClientTimeout;
    this.loop = ((ConnectionBase) request.connection()).channel().eventLoop();
    response.closeHandler(ignored -> markGone());
    response.exceptionHandler(ignored -> markGone());
    if (response.closed()) {
      markGone();
    }
  }

  @Override
  public void answer(int status, Map<String, String> headers, byte[] body) {
    if (begun || ended) {
      throw new IllegalStateException("the answer has begun already");
    }
    // Also where the client has left: an answer without an end is taken for one not yet begun.
    ended = true;
    response.setStatusCode(status);
    put(headers);
    response.end(Buffer.buffer(body));
  }

  @Override
  public void begin(String contentType, Map<String, String> headers) throws ClientGoneException {
    if (begun) {
      throw new IllegalStateException("the answer has begun already");
    }
    checkPresent();
    response.setStatusCode(200).setChunked(true);
    put(headers);
    response.putHeader("Content-Type", contentType);
    begun = true;
  }

  private void put(Map<String, String> headers) {
    headers.forEach((name, value) -> response.putHeader(NAMES.getOrDefault(name, name), value));
  }

  @Override
  public void write(byte[] bytes) throws ClientGoneException {
    if (!begun || ended) {
      throw new IllegalStateException("write outside of begin and end");
    }
    checkPresent();
    int permits = Math.min(bytes.length, MAX_BYTES_IN_FLIGHT);
    awaitRoom(permits);
    events++;
    synchronized (room) {
      Buffer before = unsent;
      if (before != null) {
        before.appendBytes(bytes);
        return;
      }
      unsent = Buffer.buffer(bytes);
    }
    loop.execute(this::flush);
  }

  /** Runs on the event loop. */
  private void flush() {
    synchronized (room) {
      Buffer piece = unsent;
      unsent = null;
      if (piece != null) {
        int permits = Math.min(piece.length(), MAX_BYTES_IN_FLIGHT);
        response.write(piece).onComplete(result -> written(result, permits));
      }
    }
  }

  @Override
  public int events() {
    return events;
  }

  @Override
  public void end() {
    if (!begun) {
      throw new IllegalStateException("end before begin");
    }
    if (ended) {
      return;
    }
    // Also where the client has left: an answer without an end is taken for one not yet begun.
    ended = true;
    Buffer piece;
    synchronized (room) {
      piece = unsent;
      unsent = null;
    }
    if (response.ended()) {
      return;
    }
    // Outside of the lock: who is told of the end takes others.
    if (piece == null) {
      response.end();
    } else {
      response.end(piece);
    }
  }

  @Override
  public boolean hasBegun() {
    return begun;
  }

  @Override
  public boolean isGone() {
    return gone.isDone();
  }

  @Override
  public void onGone(Runnable action) {
    var unused = gone.thenRun(() -> Thread.startVirtualThread(action));
  }

  private void awaitRoom(int permits) throws ClientGoneException {
    try {
      if (!room.tryAcquire(permits, slowClientTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
        disconnect();
        throw new ClientGoneException(
            "the client left its stream unread for " + slowClientTimeout.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      disconnect();
      throw new ClientGoneException("interrupted while the client was behind in its reading");
    }
    checkPresent();
  }

  private void checkPresent() throws ClientGoneException {
    if (isGone()) {
      throw new ClientGoneException("the client closed the connection");
    }
  }

  private void written(AsyncResult<Void> result, int permits) {
    if (result.failed()) {
      markGone();
    }
    room.release(permits);
  }

  private void markGone() {
    if (!ended) {
      gone.complete(null);
    }
  }

  /**
   * Cuts the client off and drops what is queued for it. Vert.x's own close and reset flush first,
   * which a client that does not read never lets them finish.
   */
  private void disconnect() {
    markGone();
    boolean ownsConnection = request.version() != HttpVersion.HTTP_2;
    if (ownsConnection && request.connection() instanceof ConnectionBase connection) {
      Channel channel = connection.channel();
      channel.eventLoop().execute(() -> reset(channel));
    } else {
      response.reset();
    }
  }

  private static void reset(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      var unused = channel.close();
    }
  }
}
