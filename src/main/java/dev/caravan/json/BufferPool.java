package dev.caravan.json;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Jackson's buffers, shared by virtual threads. A fixed number of places, each taken and given back
 * by one exchange; where a thread looks first depends on the thread, so that those that run at the
 * same time seldom meet. Jackson's own deque allocates a node for each use, and every thread works
 * at its two ends.
 */
final class BufferPool implements RecyclerPool<BufferRecycler> {
  private static final long serialVersionUID = 1L;

  /** A power of two, and few: a buffer that was just in use is still in the processor's cache. */
  private static final int PLACES =
      Integer.highestOneBit(Math.max(2, Runtime.getRuntime().availableProcessors())) * 2;

  /** How many places are tried before a buffer is made, or let go. */
  private static final int TRIES = 4;

  /** Neighbours would share a cache line, which is what this pool is to avoid. */
  private static final int SPREAD = 16;

  private final transient AtomicReferenceArray<BufferRecycler> places =
      new AtomicReferenceArray<>(PLACES * SPREAD);

  @Override
  public BufferRecycler acquirePooled() {
    int first = place();
    for (int i = 0; i < TRIES; i++) {
      int index = index(first + i);
      if (places.getPlain(index) != null) {
        BufferRecycler taken = places.getAndSet(index, null);
        if (taken != null) {
          return taken;
        }
      }
    }
    return new BufferRecycler();
  }

  @Override
  public void releasePooled(BufferRecycler pooled) {
    int first = place();
    for (int i = 0; i < TRIES; i++) {
      int index = index(first + i);
      if (places.getPlain(index) == null && places.compareAndSet(index, null, pooled)) {
        return;
      }
    }
  }

  @Override
  public int pooledCount() {
    int count = 0;
    for (int i = 0; i < PLACES; i++) {
      count += places.get(i * SPREAD) == null ? 0 : 1;
    }
    return count;
  }

  @Override
  public boolean clear() {
    for (int i = 0; i < PLACES; i++) {
      places.set(i * SPREAD, null);
    }
    return true;
  }

  private static int place() {
    return (int) Thread.currentThread().threadId();
  }

  private static int index(int place) {
    return (place & (PLACES - 1)) * SPREAD;
  }
}
