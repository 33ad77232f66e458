package dev.caravan.upstream;

import dev.caravan.config.PoolSettings;
import dev.caravan.resilience.ErrorCategory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The switch that cuts a vendor call off, from any thread and in any phase: waiting for a
 * connection, connecting, waiting for the answer, reading it. The first reason counts. It also
 * tells HttpClient, on the thread that makes the call, which limits the connection has.
 */
public final class Cutoff {
  private static final ThreadLocal<@Nullable Cutoff> CURRENT = new ThreadLocal<>();

  private final PoolSettings pool;
  private final AtomicReference<@Nullable ErrorCategory> reason = new AtomicReference<>();
  private final CompletableFuture<ErrorCategory> whenCut = new CompletableFuture<>();
  private volatile @Nullable Runnable wire;
  private volatile boolean done;
  private volatile boolean sent;

  /**
   * A switch for one attempt.
   *
   * @param pool the limits of the provider that is asked
   */
  public Cutoff(PoolSettings pool) {
    this.pool = pool;
  }

  /** The cutoff of the call that this thread is about to make; null outside of one. */
  static @Nullable Cutoff current() {
    return CURRENT.get();
  }

  /** Makes it the current one of this thread, until {@link #finish}. */
  public void start() {
    CURRENT.set(this);
  }

  /** The call is over: nothing is cut any more, and the reason stays as it was. */
  public void finish() {
    done = true;
    wire = null;
    CURRENT.remove();
  }

  /** Cuts the call, at once or as soon as there is something to cut. */
  public void cut(ErrorCategory because) {
    if (done || !reason.compareAndSet(null, because)) {
      return;
    }
    whenCut.complete(because);
    Runnable cutting = wire;
    if (cutting != null) {
      cutting.run();
    }
  }

  /** There was a connection, so that the vendor has the request, or part of it. */
  void sent() {
    sent = true;
  }

  /** Whether the vendor may have seen anything of the request. */
  public boolean isSent() {
    return sent;
  }

  PoolSettings pool() {
    return pool;
  }

  /** Why it was cut; null: it was not. */
  public @Nullable ErrorCategory reason() {
    return reason.get();
  }

  /** Done when it is cut, for those who wait for something that cannot be cut itself. */
  CompletableFuture<ErrorCategory> whenCut() {
    return whenCut;
  }

  void connect(Runnable cutting) {
    wire = cutting;
    if (reason.get() != null) {
      cutting.run();
    }
  }
}
