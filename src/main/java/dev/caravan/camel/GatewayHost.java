package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.AdminAccess;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.SettledFiles;
import dev.caravan.config.SourceFiles;
import dev.caravan.config.Substitution;
import dev.caravan.fetch.FileFetcher;
import dev.caravan.observe.RecentCalls;
import dev.caravan.server.GatewayServer;
import dev.caravan.server.RequestTarget;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as one running thing: it owns the listening server and what all generations share,
 * starts a generation for every good state of the operator's files, and keeps the running one when
 * an edit is bad.
 */
public final class GatewayHost extends ServiceSupport implements Administration {
  private static final Logger LOG = LoggerFactory.getLogger("caravan");
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private record Refusal(Instant time, List<Problem> problems) {}

  private final HostSettings settings;
  private final Supplier<FileFetcher> fetcher;
  private final Substitution substitution;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Generation> living = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService reloads =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "caravan-reload");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable SharedState shared;
  private @Nullable GatewayServer server;
  private volatile @Nullable Generation current;
  private volatile @Nullable Refusal refusal;
  private volatile int port;

  public GatewayHost(HostSettings settings) {
    this(settings, FileFetcher::toPublicAddresses);
  }

  /**
   * A gateway with its own way out to images and files.
   *
   * @param fetcher makes it at each start
   */
  public GatewayHost(HostSettings settings, Supplier<FileFetcher> fetcher) {
    this(settings, fetcher, Substitution.NONE);
  }

  /**
   * A gateway that runs something else than what its files say, to rehearse them.
   *
   * @param substitution what takes the place of the configuration's vendors and settings
   */
  public static GatewayHost rehearsing(HostSettings settings, Substitution substitution) {
    return new GatewayHost(settings, FileFetcher::toPublicAddresses, substitution);
  }

  private GatewayHost(
      HostSettings settings, Supplier<FileFetcher> fetcher, Substitution substitution) {
    this.substitution = substitution;
    this.settings = settings;
    this.fetcher = fetcher;
    this.port = settings.port();
  }

  /**
   * The same checks that a start or a live edit makes, without a port.
   *
   * @return notices for the operator
   * @throws ProblemsException with every problem found
   */
  public static List<String> check(HostSettings settings) {
    try (SharedState state = new SharedState(settings, FileFetcher.toPublicAddresses())) {
      return new GenerationBuilder(state, settings, Substitution.NONE)
          .check(SourceFiles.read(settings.config(), settings.routes()));
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  protected void doStart() throws Exception {
    SharedState state = new SharedState(settings, fetcher.get());
    shared = state;
    state.administration(this);
    Gauge.builder("caravan.generation", () -> currentNumber())
        .description("Number of the running generation")
        .register(state.registry());
    Gauge.builder("caravan.generations.living", living, Set::size)
        .description("Generations not yet stopped, old ones with open answers included")
        .register(state.registry());
    try {
      SettledFiles files = new SettledFiles(settings.config(), settings.routes());
      Generation first = next(SourceFiles.read(settings.config(), settings.routes()));
      GatewayServer listening = new GatewayServer(state.vertx(), state.overload());
      server = listening;
      activate(first, listening);
      port = listening.listen(settings.host(), settings.port());
      state.notices().forEach(notice -> LOG.info("{}", notice));
      if (settings.watch()) {
        var unused =
            reloads.scheduleWithFixedDelay(
                () -> look(files),
                LOOK_EVERY.toMillis(),
                LOOK_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
      }
    } catch (ProblemsException | IOException e) {
      doStop();
      throw e;
    }
  }

  private int currentNumber() {
    Generation running = current;
    return running == null ? 0 : running.number();
  }

  private Generation next(SourceFiles sources) {
    SharedState state = state();
    Generation generation =
        new GenerationBuilder(state, settings, substitution)
            .start(numbers.get() + 1, sources, this::mayBreak);
    numbers.incrementAndGet();
    living.add(generation);
    return generation;
  }

  /**
   * A start is refused by no routing test, for then nobody would answer; an edit is, but not by
   * those that failed before it.
   */
  private boolean mayBreak(String test) {
    Generation running = current;
    return running == null || running.brokenTests().containsKey(test);
  }

  private void activate(Generation generation, GatewayServer listening) {
    state().apply(generation);
    current = generation;
    refusal = null;
    RequestTarget before = listening.swap(generation);
    LOG.info(
        "generation {} is running: {} routes, {} models{}",
        generation.number(),
        generation.context().getRoutesSize(),
        generation.configuration().catalogue().models().size(),
        generation.configuration().catalogue().sandboxMode()
            ? ", no vendor key: the sandbox answers"
            : "");
    RoutingTestRun.problems(generation.brokenTests())
        .forEach(problem -> LOG.warn("a routing test fails: {}", problem));
    if (before instanceof Generation old) {
      var unused =
          old.inFlight()
              .close()
              .thenRunAsync(() -> retire(old), task -> new Thread(task, "caravan-retire").start());
    }
  }

  private void retire(Generation old) {
    old.stop();
    living.remove(old);
    LOG.info("generation {} has ended", old.number());
  }

  private void look(SettledFiles files) {
    try {
      if (files.changed()) {
        reload(false, files::isStill);
      }
    } catch (RuntimeException e) {
      LOG.error("looking at the files failed", e);
    }
  }

  /** Reads the files again, as {@code kill -HUP} asks for; returns when it is done. */
  public void reloadNow() {
    try {
      reloads.submit(() -> reload(true, () -> true)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.error("the reload failed", e.getCause());
    }
  }

  /**
   * Runs on the reload thread only, so that one edit is taken at a time.
   *
   * @param still whether the files are at rest after they were read; if not, the next look tells
   */
  private void reload(boolean evenIfUnchanged, BooleanSupplier still) {
    Generation running = current;
    GatewayServer listening = server;
    if (running == null || listening == null) {
      return;
    }
    try {
      SourceFiles sources = SourceFiles.read(settings.config(), settings.routes());
      if (!still.getAsBoolean()) {
        return;
      }
      if (!evenIfUnchanged && sources.fingerprint().equals(running.sources().fingerprint())) {
        refusal = null;
        return;
      }
      activate(next(sources), listening);
      counter("taken");
    } catch (ProblemsException e) {
      refusal = new Refusal(Instant.now(), e.problems());
      counter("refused");
      LOG.error(
          "the edit is refused, generation {} goes on:\n{}", running.number(), e.getMessage());
    }
  }

  private void counter(String result) {
    state().registry().counter("caravan.reloads", "result", result).increment();
  }

  private SharedState state() {
    SharedState state = shared;
    if (state == null) {
      throw new IllegalStateException("the host is not started");
    }
    return state;
  }

  @Override
  public Admin admin(AdminAccess access, RecentCalls recent) {
    return new Admin(access, recent, this::stats, this::routes, this::reloadForAdmin);
  }

  private ObjectNode reloadForAdmin() {
    reloadNow();
    return routes().put("ok", refusal == null);
  }

  private ObjectNode routes() {
    return HostReport.routes(current, refusal == null ? null : refusal.time(), problems());
  }

  private List<Problem> problems() {
    Refusal last = refusal;
    return last == null ? List.of() : last.problems();
  }

  private ObjectNode stats() {
    SharedState state = state();
    ObjectNode stats =
        JsonNodeFactory.instance
            .objectNode()
            .put("generation", currentNumber())
            .put("generations_living", living.size());
    long inFlight = living.stream().mapToLong(generation -> generation.inFlight().count()).sum();
    // Without the request that asks.
    stats.put("in_flight", Math.max(0, inFlight - 1));
    stats.put("cached_answers", state.cachedAnswers());
    ObjectNode breakers = stats.putObject("circuit_breakers");
    state.deployments().breakers().states().forEach(breakers::put);
    stats.set("overload", HostReport.overload(state.overload().state()));
    stats.set("providers", HostReport.providers(state.pools()));
    stats.set("deployments", DeploymentReport.of(state.deployments(), Instant.now()));
    stats.set("calls", HostReport.calls(state.registry()));
    return stats;
  }

  @Override
  protected void doStop() throws Exception {
    reloads.shutdownNow();
    SharedState state = shared;
    if (state != null) {
      state.stopProbes();
    }
    GatewayServer listening = server;
    if (listening != null) {
      listening.turnAway();
      drain();
      listening.close();
    }
    if (state != null) {
      // Nobody waits for them: they get no time of their own.
      state.shadows().close();
    }
    living.forEach(Generation::stop);
    if (state != null) {
      state.close();
    }
  }

  /** Waits until open answers have ended, those of old generations too. */
  private void drain() throws InterruptedException {
    try {
      CompletableFuture.allOf(
              living.stream()
                  .map(generation -> generation.inFlight().close())
                  .toArray(CompletableFuture[]::new))
          .get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("answers that are still open after {} s are cut off", DRAIN.toSeconds());
    }
  }
}
