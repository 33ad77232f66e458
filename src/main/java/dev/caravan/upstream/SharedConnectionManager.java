package dev.caravan.upstream;

import dev.caravan.resilience.ErrorCategory;
import io.netty.util.HashedWheelTimer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The host's connection pool as generations see it: they use it, and cannot close it. Camel's HTTP
 * component closes the connection manager that it was given when its context stops. Connecting
 * takes no longer than the provider's connect timeout, whatever it is that takes long: HttpClient
 * itself has one limit for each address of a host, and another for TLS.
 */
public final class SharedConnectionManager implements HttpClientConnectionManager {
  private final HttpClientConnectionManager pool;
  private final HashedWheelTimer wheel;

  /**
   * The pool for one generation.
   *
   * @param wheel times the connecting
   */
  public SharedConnectionManager(HttpClientConnectionManager pool, HashedWheelTimer wheel) {
    this.pool = pool;
    this.wheel = wheel;
  }

  @Override
  public LeaseRequest lease(
      String id, HttpRoute route, Timeout requestTimeout, @Nullable Object state) {
    return pool.lease(id, route, requestTimeout, state);
  }

  @Override
  public void release(
      ConnectionEndpoint endpoint, @Nullable Object newState, TimeValue validDuration) {
    pool.release(endpoint, newState, validDuration);
  }

  @Override
  public void connect(
      ConnectionEndpoint endpoint, @Nullable TimeValue connectTimeout, HttpContext context)
      throws IOException {
    Cutoff cutoff = Cutoff.current();
    if (cutoff == null) {
      pool.connect(endpoint, connectTimeout, context);
      return;
    }
    Duration limit = cutoff.pool().connectTimeout();
    AtomicBoolean over = new AtomicBoolean();
    io.netty.util.Timeout late =
        wheel.newTimeout(
            // Behind those that could go on already: a call that is connected, and only waits for a
            // processor, is not the vendor's fault.
            fired -> Thread.startVirtualThread(() -> cutUnless(over, cutoff)),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      pool.connect(endpoint, TimeValue.of(limit), context);
    } finally {
      over.set(true);
      late.cancel();
    }
  }

  private static void cutUnless(AtomicBoolean over, Cutoff cutoff) {
    if (!over.get()) {
      cutoff.cut(ErrorCategory.NETWORK);
    }
  }

  @Override
  public void upgrade(ConnectionEndpoint endpoint, HttpContext context) throws IOException {
    pool.upgrade(endpoint, context);
  }

  @Override
  public void close(CloseMode closeMode) {
    // Only the host closes the pool.
  }

  @Override
  public void close() {
    // Only the host closes the pool.
  }
}
