package dev.caravan.call;

import dev.caravan.resilience.ErrorCategory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The shadows that are being asked, of all generations together. They are nobody's answer: beyond
 * the bound they are dropped, and at the end cut. Used by many threads.
 */
public final class OpenShadows {
  private final Set<Call> open = ConcurrentHashMap.newKeySet();
  private final ResizableSemaphore places = new ResizableSemaphore();
  private volatile boolean closed;
  private int most;

  private static final class ResizableSemaphore extends Semaphore {
    private static final long serialVersionUID = 1L;

    ResizableSemaphore() {
      super(0);
    }

    void by(int difference) {
      if (difference < 0) {
        reducePermits(-difference);
      } else {
        release(difference);
      }
    }
  }

  /**
   * Sets the bound; shadows that are open beyond a smaller one end by themselves.
   *
   * @param bound how many may be open at the same time
   */
  public synchronized void apply(int bound) {
    places.by(bound - most);
    most = bound;
  }

  /** Whether the shadow may be asked; if so, {@link #end} has to follow. */
  public boolean begin(Call shadow) {
    if (closed || !places.tryAcquire()) {
      return false;
    }
    open.add(shadow);
    if (closed) {
      cut(shadow);
    }
    return true;
  }

  public void end(Call shadow) {
    if (open.remove(shadow)) {
      places.release();
    }
  }

  public int count() {
    return open.size();
  }

  /** Lets no shadow begin any more, and cuts those that are open. */
  public void close() {
    closed = true;
    open.forEach(OpenShadows::cut);
  }

  private static void cut(Call shadow) {
    shadow.vendor().cut(ErrorCategory.DEADLINE);
  }
}
