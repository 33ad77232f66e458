package dev.caravan.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * The way out to other people's web servers: a client of its own that brings no cookie, credential
 * or proxy, keeps no connection, follows no redirect by itself, and connects to no address that its
 * rule forbids. The rule looks at what a name resolved to for this very connection, so that a name
 * cannot change its address in between.
 */
public final class FileFetcher implements AutoCloseable {
  /** Files on their way at the same time, over all requests; the others wait. */
  private static final int MAX_CONCURRENT = 32;

  /** The waiting request gives up long before; this ends what nobody waits for. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final CloseableHttpClient client;
  // No virtual threads: the look-up of a name pins the thread that carries it, and a few that hang
  // would stop the whole gateway.
  private final ThreadPoolExecutor threads;

  /** A way out to the public internet. */
  public static FileFetcher toPublicAddresses() {
    return new FileFetcher(
        SystemDefaultDnsResolver.INSTANCE,
        PublicAddresses::isPublic,
        DefaultClientTlsStrategy.createDefault());
  }

  /**
   * A way out by another rule; for tests, which have no public addresses.
   *
   * @param names resolves the names of hosts
   * @param allowed whether an address may be connected to
   */
  public FileFetcher(DnsResolver names, Predicate<InetAddress> allowed, TlsSocketStrategy tls) {
    this.client = client(new Checked(names, allowed), tls);
    this.threads =
        new ThreadPoolExecutor(
            MAX_CONCURRENT,
            MAX_CONCURRENT,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "caravan-fetch");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  private static CloseableHttpClient client(DnsResolver names, TlsSocketStrategy tls) {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(MAX_CONCURRENT)
                .setMaxConnPerRoute(MAX_CONCURRENT)
                .setDnsResolver(names)
                .setTlsSocketStrategy(tls)
                .setConnectionFactory(
                    ManagedHttpClientConnectionFactory.builder()
                        .http1Config(
                            Http1Config.custom()
                                .setMaxLineLength(16 * 1024)
                                .setMaxHeaderCount(200)
                                .build())
                        .build())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(SILENCE))
                        .setSocketTimeout(Timeout.of(SILENCE))
                        .build())
                .build())
        .setConnectionReuseStrategy((request, response, context) -> false)
        .setRoutePlanner(new DefaultRoutePlanner(null))
        .setUserAgent("caravan")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  HttpClient client() {
    return client;
  }

  Executor threads() {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  /** A host one of whose addresses is forbidden is not asked at all. */
  private record Checked(DnsResolver names, Predicate<InetAddress> allowed) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] addresses;
      try {
        addresses = names.resolve(host);
      } catch (UnknownHostException e) {
        throw new NotPublicException();
      }
      if (addresses.length == 0 || !List.of(addresses).stream().allMatch(allowed)) {
        throw new NotPublicException();
      }
      return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
