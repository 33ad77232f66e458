package dev.caravan.drill;

import dev.caravan.config.Configuration;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.Provider;
import dev.caravan.config.Quirks;
import dev.caravan.config.Secret;
import dev.caravan.config.Substitution;
import dev.caravan.config.TimeScale;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A simulated vendor in place of every provider of an operator's configuration: on, speaking
 * OpenAI's dialect on loopback, with as many keys as the provider has, none of them real.
 */
public final class SimulatedVendors implements Substitution, AutoCloseable {
  private static final String DIALECT = "openai";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final DrillScript script;
  private final long seed;
  private final DrillClock clock;
  private final Map<String, SimulatedVendor> vendors = new LinkedHashMap<>();
  private @Nullable DrillChain chain;
  private @Nullable SimulatedVendor direct;

  /**
   * No vendor yet: they start when a configuration is read.
   *
   * @param script with the number of requests that will be sent
   */
  SimulatedVendors(DrillScript script, long seed, DrillClock clock) {
    this.script = script;
    this.seed = seed;
    this.clock = clock;
  }

  @Override
  public Provider provider(Provider configured) {
    SimulatedVendor vendor = vendors.computeIfAbsent(configured.name(), this::start);
    boolean sameDialect = configured.wireFormat().equals(DIALECT);
    return new Provider(
        configured.name(),
        DIALECT,
        vendor.baseUrl(),
        configured.keyless() ? List.of() : keys(configured),
        configured.keyless(),
        Map.of(),
        sameDialect ? configured.quirks() : Quirks.NONE,
        configured.anyModel(),
        configured.pool());
  }

  private SimulatedVendor start(String name) {
    return new SimulatedVendor(vertx, name, script.load().requests(), clock);
  }

  private static List<Secret> keys(Provider configured) {
    return IntStream.rangeClosed(1, Math.max(1, configured.apiKeys().size()))
        .mapToObj(number -> new Secret("drill-" + configured.name() + "-" + number))
        .toList();
  }

  /**
   * Takes the roles from the configuration, and gives it back as fast as the drill.
   *
   * @throws ProblemsException if a vendor would not be a simulated one, or nobody would be asked
   */
  @Override
  public Configuration configuration(Configuration read) {
    LoopbackOnly.check(read.catalogue());
    checkScript(read);
    Model model = read.catalogue().find(read.gateway().routing().defaultModel());
    if (model == null || !model.isAvailable()) {
      throw ProblemsException.of(
          "gateway.yaml", "routing.default-model has no deployment (expected: one to drill with)");
    }
    Deployment first = first(model, read.gateway().routing().preferredProviders());
    vendors.forEach((name, vendor) -> vendor.follow(schedule(name, first.provider().name())));
    SimulatedVendor baseline = start(first.provider().name());
    baseline.follow(schedule(first.provider().name(), first.provider().name()));
    direct = baseline;
    chain = new DrillChain(read, model, first);
    return new TimeScale(clock.speed()).faster(read);
  }

  @Override
  public int speed() {
    return clock.speed();
  }

  private VendorSchedule schedule(String name, String first) {
    return new VendorSchedule(
        name, script.of(name, name.equals(first)), script.load().answerTokens(), seed);
  }

  private void checkScript(Configuration read) {
    List<Problem> problems = new ArrayList<>();
    for (String name : script.named().keySet()) {
      if (!read.catalogue().providers().containsKey(name)) {
        problems.add(
            new Problem(
                "script",
                0,
                "vendors."
                    + name
                    + " is no provider (expected: first, others, "
                    + String.join(", ", read.catalogue().providers().keySet())
                    + ")"));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private static Deployment first(Model model, List<String> preferred) {
    for (String provider : preferred) {
      for (Deployment deployment : model.deployments()) {
        if (deployment.provider().name().equals(provider)) {
          return deployment;
        }
      }
    }
    Comparator<Deployment> byWeight = Comparator.comparingInt(Deployment::weight).reversed();
    return model.deployments().stream().sorted(byWeight).toList().getFirst();
  }

  /** Who is asked, once a configuration was read. */
  DrillChain chain() {
    return required(chain);
  }

  /** The vendor that is asked without the gateway: the first one once more. */
  SimulatedVendor direct() {
    return required(direct);
  }

  SimulatedVendor named(String provider) {
    return required(vendors.get(provider));
  }

  List<SimulatedVendor> all() {
    return List.copyOf(vendors.values());
  }

  private static <T> T required(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("no configuration was read yet");
    }
    return part;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
