package dev.caravan.camel;

import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.cost.Price;
import dev.caravan.observe.DeploymentMeters;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.CircuitBreakers;
import dev.caravan.resilience.HealthBook;
import dev.caravan.resilience.KeyRing;
import dev.caravan.resilience.ProbeBook;
import dev.caravan.resilience.Tempo;
import dev.caravan.routing.Standing;
import dev.caravan.upstream.QuotaBook;
import dev.caravan.upstream.UpstreamFailures;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host knows of its deployments: breakers, health, quota, probes. It outlives generations,
 * and forgets a deployment that is no longer configured.
 */
final class DeploymentBooks {
  private static final Logger LOG = LoggerFactory.getLogger("caravan");

  private final DeploymentMeters meters;
  private final CircuitBreakers breakers =
      new CircuitBreakers(thrown -> UpstreamFailures.of(thrown).isVendorFault(), this::changed);
  private final HealthBook health;
  private final QuotaBook quota;
  private final ProbeBook probes;
  private volatile Set<String> ids = Set.of();

  /**
   * Empty books.
   *
   * @param nanoClock as {@link System#nanoTime}
   * @param clock the time that vendors' headers speak of
   */
  DeploymentBooks(MeterRegistry registry, LongSupplier nanoClock, Clock clock) {
    this.health = new HealthBook(nanoClock, this::seen);
    this.quota = new QuotaBook(clock);
    this.probes = new ProbeBook(nanoClock);
    this.meters = new DeploymentMeters(registry, breakers, health, quota::headroom);
  }

  /** These are the deployments of the current generation. */
  void adopt(CircuitBreakers.Edition edition, Collection<Model> models) {
    breakers.adopt(edition);
    ids = edition.ids();
    health.retain(ids);
    quota.retain(ids);
    probes.retain(ids);
    ids.forEach(meters::configured);
    for (Model model : models) {
      Price price = model.price();
      if (price != null) {
        meters.priced(price.currency());
      }
    }
  }

  private void seen(String deploymentId) {
    meters.seen(deploymentId);
  }

  private void changed(String deploymentId, State from, State to) {
    LOG.warn("circuit breaker of {} went from {} to {}", deploymentId, from, to);
    if (to == State.OPEN) {
      meters.opened(deploymentId);
      probes.broken(deploymentId);
    } else if (to == State.CLOSED) {
      health.recovered(deploymentId);
    }
  }

  CircuitBreakers breakers() {
    return breakers;
  }

  HealthBook health() {
    return health;
  }

  QuotaBook quota() {
    return quota;
  }

  ProbeBook probes() {
    return probes;
  }

  DeploymentMeters meters() {
    return meters;
  }

  /** Ids of all deployments of the current generation. */
  Set<String> ids() {
    return ids;
  }

  /** How long attempts took of late: one in twenty is faster, one in a hundred slower. */
  AttemptRules.Pace pace() {
    return new AttemptRules.Pace() {
      @Override
      public long least(Candidate candidate, boolean stream) {
        return nanos(candidate, stream, 0.05);
      }

      @Override
      public long most(Candidate candidate, boolean stream) {
        return nanos(candidate, stream, 0.99);
      }
    };
  }

  private long nanos(Candidate candidate, boolean stream, double quantile) {
    Duration time = quantile(candidate, stream, quantile);
    return time == null ? 0 : time.toNanos();
  }

  private @Nullable Duration quantile(Candidate candidate, boolean stream, double quantile) {
    String id = candidate.deployment().id();
    return stream ? health.firstToken(id, quantile) : health.total(id, quantile);
  }

  /** What nineteen attempts of twenty stay within: a stream's first token, a plain answer's end. */
  @Nullable Duration nearlyAlways(Candidate candidate, boolean stream) {
    return quantile(candidate, stream, 0.95);
  }

  /**
   * How they stand, for whoever chooses among them.
   *
   * @param minHeadroom percent of a vendor's limit below which a deployment is spared
   */
  Standing standing(KeyRing keys, int minHeadroom) {
    double below = minHeadroom / 100.0;
    return new Standing() {
      @Override
      public boolean isOut(Deployment deployment) {
        return breakers.isOpen(deployment.id()) || keys.isShut(deployment.provider());
      }

      @Override
      public boolean isShort(Deployment deployment) {
        return quota.isLow(deployment.id(), deployment.provider().apiKeys().size(), below);
      }

      @Override
      public double score(Deployment deployment) {
        return health.score(deployment.id());
      }

      @Override
      public Tempo tempo(Deployment deployment) {
        return health.tempo(deployment.id());
      }
    };
  }
}
