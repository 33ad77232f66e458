package dev.caravan.server;

import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A server that gives its first request to a producer, in a virtual thread, with a sink for it. */
final class SinkServer implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Duration slowClientTimeout;
  private final LoopProducer producer;
  private final HttpServer server;
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();
  private volatile VertxResponseSink sink;
  private volatile Thread thread;

  SinkServer(Duration slowClientTimeout, Producer producer) {
    this(slowClientTimeout, (loop, sink) -> producer.produce(sink));
  }

  SinkServer(Duration slowClientTimeout, LoopProducer producer) {
    this.slowClientTimeout = slowClientTimeout;
    this.producer = producer;
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setPort(0).setSendBufferSize(8 * 1024))
            .requestHandler(request -> thread = Thread.startVirtualThread(() -> answer(request)))
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** Writes an answer. */
  interface Producer {
    void produce(VertxResponseSink sink) throws Exception;
  }

  /** Writes an answer, and keeps the event loop of its connection busy. */
  interface LoopProducer {
    void produce(Executor loop, VertxResponseSink sink) throws Exception;
  }

  int port() {
    return server.actualPort();
  }

  /** The sink of the request, once there is one. */
  VertxResponseSink sink() {
    return sink;
  }

  /** Whether the producer is waiting, with a time limit, for something to happen. */
  boolean isProducerWaiting() {
    return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
  }

  void interruptProducer() {
    thread.interrupt();
  }

  /** Waits until the producer is done, and throws what it threw. */
  void awaitProducer() throws Throwable {
    try {
      outcome.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void answer(HttpServerRequest request) {
    try {
      sink = new VertxResponseSink(request, slowClientTimeout);
      Channel channel = ((ConnectionBase) request.connection()).channel();
      producer.produce(channel.eventLoop(), sink);
      outcome.complete(null);
    } catch (Throwable e) {
      outcome.completeExceptionally(e);
    }
  }
}
