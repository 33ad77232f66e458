package dev.caravan.upstream;

import dev.caravan.config.PoolSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.net.InetAddressUtils;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the hosts of vendors, for no longer than the provider's connect timeout and what the
 * attempt has left. The system's look-up cannot be cut off, and would hold the processor of a
 * virtual thread: so it runs on a few threads of its own, one for each host that is being looked
 * up.
 */
final class NameLookup implements DnsResolver {
  private static final int THREADS = 16;
  private static final int MAX_WAITING_HOSTS = 1_000;

  private final DnsResolver system;
  private final Map<String, CompletableFuture<InetAddress[]>> running = new ConcurrentHashMap<>();
  private final Executor threads = threads();

  NameLookup(DnsResolver system) {
    this.system = system;
  }

  private static Executor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING_HOSTS),
            Thread.ofPlatform().name("caravan-names-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    if (InetAddressUtils.isIPv4(host) || InetAddressUtils.isIPv6(host)) {
      return system.resolve(host);
    }
    Cutoff cutoff = Cutoff.current();
    Duration limit =
        cutoff == null ? PoolSettings.DEFAULT.connectTimeout() : cutoff.pool().connectTimeout();
    try {
      CompletableFuture<InetAddress[]> found = lookUp(host);
      if (cutoff == null) {
        return found.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      }
      CompletableFuture.anyOf(found, cutoff.whenCut()).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      if (!found.isDone()) {
        throw new UnknownHostException("the attempt was over before the look-up");
      }
      return found.get();
    } catch (TimeoutException e) {
      throw new UnknownHostException("the look-up took longer than " + limit.toMillis() + " ms");
    } catch (RejectedExecutionException e) {
      running.remove(host);
      throw new UnknownHostException("too many hosts are being looked up");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted during the look-up");
    }
  }

  private static UnknownHostException failure(@Nullable Throwable cause) {
    return cause instanceof UnknownHostException unknown
        ? unknown
        : new UnknownHostException("the look-up failed");
  }

  private CompletableFuture<InetAddress[]> lookUp(String host) {
    CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
    CompletableFuture<InetAddress[]> others = running.putIfAbsent(host, mine);
    if (others != null) {
      return others;
    }
    threads.execute(
        () -> {
          try {
            mine.complete(system.resolve(host));
          } catch (UnknownHostException | RuntimeException e) {
            mine.completeExceptionally(e);
          } finally {
            running.remove(host, mine);
          }
        });
    return mine;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return system.resolveCanonicalHostname(host);
  }
}
