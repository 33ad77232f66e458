package dev.caravan.camel;

import dev.caravan.access.AdminAccess;
import dev.caravan.access.ClientKeys;
import dev.caravan.cache.AnswerCache;
import dev.caravan.cache.FirstAnswers;
import dev.caravan.call.OpenShadows;
import dev.caravan.config.Configuration;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Model;
import dev.caravan.config.Provider;
import dev.caravan.fetch.FileFetcher;
import dev.caravan.observe.AccessLog;
import dev.caravan.observe.CallMetrics;
import dev.caravan.observe.RecentCalls;
import dev.caravan.resilience.HedgeBudget;
import dev.caravan.resilience.KeyRing;
import dev.caravan.routing.Experience;
import dev.caravan.sandbox.SandboxBehaviour;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.server.OverloadGuard;
import dev.caravan.server.VirtualThreadVertx;
import dev.caravan.upstream.ConnectionPool;
import dev.caravan.upstream.CutoffExecHandler;
import dev.caravan.upstream.NoPathPrefix;
import dev.caravan.upstream.ProviderPools;
import dev.caravan.upstream.SharedConnectionManager;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.HashedWheelTimer;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.Registry;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.jspecify.annotations.Nullable;

/**
 * What outlives generations: breakers, health, caches, meters, the connection pool, the sandbox. A
 * live edit must not forget which vendor is down, what was answered, or how much was counted.
 */
final class SharedState implements AutoCloseable {
  private static final int RECENT_CALLS = 1_000;
  private static final GatewaySettings.Bounds UNTIL_CONFIGURED =
      new GatewaySettings.Bounds(
          true, java.time.Duration.ofMinutes(10), 10_000, 64_000_000, 1_000_000);

  private final OverloadGuard overload =
      new OverloadGuard(Runtime.getRuntime().availableProcessors(), System::nanoTime);
  private final Vertx vertx = VirtualThreadVertx.create(overload);
  private final HashedWheelTimer wheel =
      new HashedWheelTimer(
          task -> {
            Thread thread = new Thread(task, "caravan-timers");
            thread.setDaemon(true);
            return thread;
          },
          10,
          TimeUnit.MILLISECONDS,
          1_024);
  private final PoolingHttpClientConnectionManager pool = ConnectionPool.create();
  private final HostMeterRegistry registry = new HostMeterRegistry();
  private final JvmGcMetrics collectors;
  private final CallMetrics metrics = new CallMetrics(registry);
  private final AccessLog accessLog = AccessLog.open();
  private final RecentCalls recent = new RecentCalls(RECENT_CALLS);
  private final DeploymentBooks deployments =
      new DeploymentBooks(registry, System::nanoTime, Clock.systemUTC());
  private final ExecutorService probeThreads = Executors.newVirtualThreadPerTaskExecutor();
  private final AnswerCache exact = new AnswerCache(UNTIL_CONFIGURED);
  private final AnswerCache first = new AnswerCache(UNTIL_CONFIGURED);
  private final FirstAnswers firstAnswers = new FirstAnswers(first);
  private final HedgeBudget hedgeBudget = new HedgeBudget();
  private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  private final Experience experience = Experience.none();
  private final OpenShadows shadows = new OpenShadows();
  private final KeyRing keys = new KeyRing(System::nanoTime);
  private final ProviderPools pools = new ProviderPools();
  private final FileFetcher fetcher;
  private final ClientKeys clientKeys;
  private final SandboxServer sandbox;
  private volatile Map<String, Model> models = Map.of();
  private volatile int current;
  private volatile List<String> notices = List.of();
  private @Nullable Administration administration;

  /**
   * What is shared from here on.
   *
   * @param fetcher closed with the rest
   */
  SharedState(HostSettings settings, FileFetcher fetcher) {
    this.fetcher = fetcher;
    this.clientKeys = new ClientKeys(settings.clientKey());
    this.sandbox = SandboxServer.start(vertx, this::behaviourOf);
    collectors = HostMeters.bindJvm(registry);
    HostMeters.bind(overload, registry);
    Gauge.builder("caravan.cache.entries", exact.cache(), cache -> cache.estimatedSize())
        .description("Answers in the exact cache")
        .register(registry);
    Gauge.builder("caravan.shadows.open", shadows, OpenShadows::count)
        .description("Shadows that are being asked")
        .register(registry);
    Gauge.builder("caravan.upstream.connections", pool, p -> p.getTotalStats().getLeased())
        .description("Connections to vendors in use")
        .register(registry);
  }

  /** Binds what routes and components name. */
  void bind(Registry camel) {
    camel.bind("upstream-pool", new SharedConnectionManager(pool, wheel));
    camel.bind(
        "upstream-client",
        (HttpClientConfigurer)
            client -> {
              client
                  .disableAutomaticRetries()
                  .disableRedirectHandling()
                  .disableCookieManagement()
                  .disableAuthCaching()
                  .disableDefaultUserAgent()
                  .addExecInterceptorFirst("caravan-cutoff", new CutoffExecHandler());
              NoPathPrefix.in(client);
            });
    camel.bind("exact-cache", exact.cache());
    camel.bind("metricRegistry", registry);
    camel.bind("probe-threads", probeThreads);
  }

  /** Takes on what a generation that became the current one says. */
  void apply(Generation generation) {
    models = generation.configuration().catalogue().models();
    applyBounds(generation.configuration());
    deployments.adopt(generation.breakers(), models.values());
    experience.apply(generation.configuration().gateway().routing().scoring(), models.keySet());
    current = generation.number();
    exact.apply(generation.configuration().gateway().cache().exact());
    first.apply(generation.configuration().gateway().cache().idempotency());
  }

  private void applyBounds(Configuration configuration) {
    shadows.apply(configuration.gateway().shadows().maxOpen());
    overload.apply(configuration.gateway().overload(), configuration.gateway().limits());
    Collection<Provider> providers = configuration.catalogue().providers().values();
    pools.apply(providers);
    providers.forEach(provider -> HostMeters.bind(pools, provider.name(), registry));
  }

  private SandboxBehaviour behaviourOf(String model) {
    Model known = models.get(model);
    return known == null ? SandboxBehaviour.DEFAULT : known.sandbox();
  }

  Vertx vertx() {
    return vertx;
  }

  HashedWheelTimer wheel() {
    return wheel;
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  CallMetrics metrics() {
    return metrics;
  }

  RecentCalls recent() {
    return recent;
  }

  AccessLog accessLog() {
    return accessLog;
  }

  DeploymentBooks deployments() {
    return deployments;
  }

  /** Whether this is the generation that gets new requests. */
  boolean isCurrent(int generation) {
    return generation == current;
  }

  FirstAnswers firstAnswers() {
    return firstAnswers;
  }

  long cachedAnswers() {
    return exact.cache().estimatedSize();
  }

  HedgeBudget hedgeBudget() {
    return hedgeBudget;
  }

  OpenShadows shadows() {
    return shadows;
  }

  ExecutorService virtualThreads() {
    return virtualThreads;
  }

  Experience experience() {
    return experience;
  }

  KeyRing keys() {
    return keys;
  }

  OverloadGuard overload() {
    return overload;
  }

  ProviderPools pools() {
    return pools;
  }

  FileFetcher fetcher() {
    return fetcher;
  }

  ClientKeys clientKeys() {
    return clientKeys;
  }

  String sandboxUrl() {
    return sandbox.baseUrl();
  }

  List<String> notices() {
    return notices;
  }

  void notices(List<String> fromConfiguration) {
    notices = fromConfiguration;
  }

  void administration(Administration of) {
    administration = of;
  }

  /** Ends probes that are under way, which nobody waits for, and lets none begin. */
  void stopProbes() {
    current = -1;
    probeThreads.shutdownNow();
  }

  Admin admin(HostSettings settings) {
    Administration host = administration;
    AdminAccess access = new AdminAccess(settings.adminKey());
    return host == null ? Admin.offline(access, recent) : host.admin(access, recent);
  }

  @Override
  public void close() {
    accessLog.close();
    sandbox.close();
    stopProbes();
    collectors.close();
    wheel.stop();
    virtualThreads.shutdownNow();
    pool.close();
    fetcher.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
