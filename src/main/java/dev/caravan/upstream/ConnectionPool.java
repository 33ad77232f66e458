package dev.caravan.upstream;

import dev.caravan.config.PoolSettings;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The one pool of connections to all vendors. */
public final class ConnectionPool {
  private static final int MAX_CONNECTIONS = 20_000;
  private static final NameLookup NAMES = new NameLookup(SystemDefaultDnsResolver.INSTANCE);

  private ConnectionPool() {}

  /** A new pool; time limits come with each attempt ({@link CutoffExecHandler}). */
  public static PoolingHttpClientConnectionManager create() {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnTotal(MAX_CONNECTIONS)
        .setMaxConnPerRoute(MAX_CONNECTIONS)
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
        .setConnPoolPolicy(PoolReusePolicy.LIFO)
        .setDnsResolver(NAMES)
        .setDefaultSocketConfig(
            SocketConfig.custom().setTcpNoDelay(true).setSoKeepAlive(true).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(PoolSettings.DEFAULT.connectTimeout()))
                .setSocketTimeout(Timeout.DISABLED)
                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                .setTimeToLive(TimeValue.ofMinutes(10))
                .build())
        .build();
  }
}
