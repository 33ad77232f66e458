package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.Catalogue;
import dev.caravan.config.CircuitBreakerSettings;
import dev.caravan.config.Configuration;
import dev.caravan.config.Deployment;
import dev.caravan.config.Provider;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.resilience.AttemptSample;
import dev.caravan.resilience.CircuitBreakers;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.KeyRing;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.testing.Configurations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which deployments the gateway probes, by what gateway.yaml says. */
class ProbesDueTest {
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final String MODELS =
      """
      providers:
        vendor: {dialect: openai, base-url: http://h}
      models:
        chat: {circuit-breaker: {failure-threshold: 1}, deployments: [{provider: vendor}]}
        spare: {deployments: [{provider: vendor}]}
        vectors:
          capabilities: [embeddings]
          circuit-breaker: {failure-threshold: 1}
          deployments: [{provider: vendor}]
      """;

  private long now = 1;
  private final DeploymentBooks books =
      new DeploymentBooks(new SimpleMeterRegistry(), () -> now, Clock.systemUTC());
  private final CircuitBreakers.Edition breakers = adopt(Configurations.of(MODELS, ""));
  private boolean current = true;

  private CircuitBreakers.Edition adopt(Configuration configuration) {
    Map<String, CircuitBreakerSettings> settings = new HashMap<>();
    configuration
        .catalogue()
        .models()
        .values()
        .forEach(
            model -> {
              for (Deployment deployment : model.deployments()) {
                settings.put(deployment.id(), model.circuitBreaker());
              }
            });
    CircuitBreakers.Edition edition = books.breakers().prepare(settings);
    books.adopt(edition, List.of());
    return edition;
  }

  private List<String> due(String which) {
    return due(Configurations.of(MODELS, "health: {probes: " + which + ", every: 5s}\n"));
  }

  private List<String> due(Configuration configuration) {
    return probes(configuration, configuration.catalogue()).due().stream()
        .map(candidate -> candidate.deployment().id())
        .toList();
  }

  private Probes probes(Configuration configuration, Catalogue catalogue) {
    AttemptRules rules =
        new AttemptRules(
            configuration.gateway().retries(),
            new KeyRing(() -> now),
            id -> false,
            AttemptRules.Pace.UNKNOWN,
            new Random(7));
    return new Probes(
        catalogue, configuration.gateway().health(), rules, books, Provider::name, () -> current);
  }

  private void breakDown(String id) {
    breakers
        .get(id)
        .onError(1, TimeUnit.MILLISECONDS, UpstreamException.of(ErrorCategory.SERVER, "boom"));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void noneIsNone() {
    breakDown("chat@vendor");
    pass(IDLE);

    assertThat(due("none")).isEmpty();
  }

  @Test
  void brokenAreThoseWithAnOpenBreakerThatChat() {
    breakDown("chat@vendor");
    breakDown("vectors@vendor");
    pass(IDLE);

    assertThat(due("broken")).containsExactly("chat@vendor");
  }

  @Test
  void brokenOneIsDueAfterTheInterval() {
    pass(IDLE);
    breakDown("chat@vendor");
    pass(Duration.ofMillis(4_999));
    assertThat(due("broken")).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(due("broken")).containsExactly("chat@vendor");
  }

  @Test
  void idleAreThoseToo() {
    breakDown("chat@vendor");
    pass(IDLE);

    assertThat(due("idle")).containsExactly("chat@vendor", "spare@vendor");
  }

  @Test
  void trafficOfLateIsNoIdleness() {
    pass(IDLE.dividedBy(2));
    books.health().observe("spare@vendor", new AttemptSample(null, false, 0, 1, 1));
    pass(IDLE.dividedBy(2));
    assertThat(due("idle")).containsExactly("chat@vendor");

    pass(IDLE.dividedBy(2));
    assertThat(due("idle")).containsExactly("spare@vendor");
  }

  @Test
  void onesTurnIsTakenOnce() {
    breakDown("chat@vendor");
    pass(IDLE);

    assertThat(due("broken")).hasSize(1);
    pass(IDLE);
    assertThat(due("broken")).as("the first is not over").isEmpty();
  }

  @Test
  void onlyTheCurrentGenerationProbes() {
    breakDown("chat@vendor");
    pass(IDLE);
    current = false;

    assertThat(due("idle")).isEmpty();
  }

  @Test
  void sandboxThatStandsInForVendorsIsNotProbed() {
    String withoutKey = MODELS.replace("base-url: http://h", "base-url: http://h, api-keys: []");
    Configuration sandbox = Configurations.of(withoutKey, "health: {probes: idle}\n");
    adopt(sandbox);
    pass(IDLE);

    assertThat(sandbox.catalogue().sandboxMode()).isTrue();
    assertThat(due(sandbox)).isEmpty();
  }

  @Test
  void sandboxThatIsTheDeploymentIsProbed() {
    String own =
        MODELS.replace(
            "spare: {deployments: [{provider: vendor}]}",
            "spare: {deployments: [{provider: sandbox}]}");
    Configuration configuration = Configurations.of(own, "health: {probes: idle}\n");
    adopt(configuration);
    pass(IDLE);

    assertThat(due(configuration)).containsExactly("chat@vendor", "spare@sandbox");
  }
}
