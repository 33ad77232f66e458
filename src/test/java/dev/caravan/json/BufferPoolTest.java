package dev.caravan.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.BufferRecycler;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  @Test
  void givesABufferBackThatWasReleased() {
    BufferPool pool = new BufferPool();
    BufferRecycler first = pool.acquirePooled();
    pool.releasePooled(first);

    assertThat(pool.acquirePooled()).isSameAs(first);
    assertThat(pool.acquirePooled()).isNotSameAs(first);
  }

  @Test
  void keepsNoMoreThanItHasPlacesFor() {
    BufferPool pool = new BufferPool();
    for (int i = 0; i < 1_000; i++) {
      pool.releasePooled(new BufferRecycler());
    }

    assertThat(pool.pooledCount()).isBetween(1, 999);
    pool.clear();
    assertThat(pool.pooledCount()).isZero();
  }

  @Test
  void neverGivesOneBufferToTwo() throws InterruptedException {
    BufferPool pool = new BufferPool();
    Set<BufferRecycler> inUse =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    AtomicInteger shared = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(64);
    for (int thread = 0; thread < 64; thread++) {
      Thread.startVirtualThread(
          () -> {
            for (int i = 0; i < 2_000; i++) {
              BufferRecycler buffer = pool.acquirePooled();
              if (!inUse.add(buffer)) {
                shared.incrementAndGet();
              }
              Thread.yield();
              inUse.remove(buffer);
              pool.releasePooled(buffer);
            }
            done.countDown();
          });
    }
    done.await();

    assertThat(shared).hasValue(0);
  }
}
