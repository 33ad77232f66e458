package dev.caravan.upstream;

import dev.caravan.config.Provider;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * How many calls may be under way at each provider. It belongs to the host: calls of an old
 * generation count beside those of the new one, and an edit of the sizes waits for nobody.
 */
public final class ProviderPools {
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();

  /**
   * Takes on the sizes of a new configuration. Where one shrinks below what is taken, calls under
   * way go on, and as many have to end before the next may begin.
   */
  public void apply(Collection<Provider> providers) {
    for (Provider provider : providers) {
      of(provider).resize(provider.pool().maxConnections());
    }
    Set<String> names = providers.stream().map(Provider::name).collect(Collectors.toSet());
    pools.keySet().retainAll(names);
  }

  /**
   * A permit for one call, at the latest after the provider's {@code max-wait}; those who wait are
   * served in their order.
   *
   * @param left what is left of the call's deadline
   * @return to be closed when the call is over
   * @throws UpstreamException of {@link ErrorCategory#POOL_FULL} if none got free in time
   */
  public Permit acquire(Provider provider, Duration left) {
    Pool pool = of(provider);
    Duration most = provider.pool().maxWait();
    long wait = Math.min(most.toNanos(), left.toNanos());
    try {
      if (!pool.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
        throw full(provider);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw full(provider);
    }
    return new Permit(pool);
  }

  private static UpstreamException full(Provider provider) {
    return UpstreamException.of(
        ErrorCategory.POOL_FULL,
        "all %d connections that the gateway allows itself to this provider are taken"
            .formatted(provider.pool().maxConnections()));
  }

  private Pool of(Provider provider) {
    return pools.computeIfAbsent(
        provider.name(), name -> new Pool(provider.pool().maxConnections()));
  }

  /** Calls under way at a provider; 0 for one that does not exist. */
  public int taken(String provider) {
    Pool pool = pools.get(provider);
    return pool == null ? 0 : pool.taken();
  }

  /** What is taken of how much, by provider. */
  public Map<String, Load> loads() {
    Map<String, Load> loads = new TreeMap<>();
    pools.forEach((name, pool) -> loads.put(name, new Load(pool.taken(), pool.size)));
    return loads;
  }

  /**
   * The load of one pool.
   *
   * @param taken may be above max for a while after an edit
   */
  public record Load(int taken, int max) {}

  /** The right to one call; closing it a second time changes nothing. */
  public static final class Permit implements AutoCloseable {
    private final Semaphore pool;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Permit(Semaphore pool) {
      this.pool = pool;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        pool.release();
      }
    }
  }

  /** A semaphore whose size can change while permits are out. */
  private static final class Pool extends Semaphore {
    private static final long serialVersionUID = 1L;

    private volatile int size;

    Pool(int size) {
      super(size, true);
      this.size = size;
    }

    synchronized void resize(int next) {
      if (next > size) {
        release(next - size);
      } else {
        reducePermits(size - next);
      }
      size = next;
    }

    int taken() {
      return size - availablePermits();
    }
  }
}
