package dev.caravan.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the requests of one generation and tells when the last has ended after it was closed. A
 * request either gets in before the closing, and is waited for, or is turned away.
 */
public final class InFlight {
  private static final long CLOSED = 1L << 62;

  private final AtomicLong state = new AtomicLong();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  /** Whether the request may enter; if so, {@link #exit} must follow once. */
  public boolean enter() {
    while (true) {
      long now = state.get();
      if ((now & CLOSED) != 0) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  public void exit() {
    if (state.decrementAndGet() == CLOSED) {
      drained.complete(null);
    }
  }

  /** Lets nobody in any more; the future completes when the last one is out. */
  public CompletableFuture<Void> close() {
    if (state.getAndUpdate(now -> now | CLOSED) == 0) {
      drained.complete(null);
    }
    return drained;
  }

  /** Requests under way. */
  public long count() {
    return state.get() & ~CLOSED;
  }
}
