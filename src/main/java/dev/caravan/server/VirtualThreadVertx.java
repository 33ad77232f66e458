package dev.caravan.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Vert.x whose worker threads are virtual. Camel's platform-http runs every route in {@code
 * executeBlocking}; on Vert.x's own pool of 20 threads, 20 open calls would be all there is.
 */
public final class VirtualThreadVertx {
  private VirtualThreadVertx() {}

  /**
   * Starts it.
   *
   * @param guard learns from its threads how busy the processors are
   */
  public static Vertx create(OverloadGuard guard) {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()));
    return new VertxBuilder(options)
        .executorServiceFactory((threads, concurrency, most) -> workers(guard))
        .init()
        .vertx();
  }

  private static ExecutorService workers(OverloadGuard guard) {
    return Executors.newThreadPerTaskExecutor(
        guard.watch(Thread.ofVirtual().name("call").factory()));
  }
}
