package dev.caravan.resilience;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How each deployment has fared of late, as seen in the traffic: success rate, latency, pace. It
 * belongs to the host, so that a live edit forgets nothing. Safe for any number of threads; nothing
 * here takes as long as a microsecond.
 *
 * <p>Successes and failures lose half of their weight every 30 s, so that a deployment that nobody
 * asks is forgiven by and by. Percentiles are of the last three to five minutes.
 */
public final class HealthBook {
  private final LongSupplier nanoClock;
  private final Consumer<String> onFirst;
  private final Map<String, DeploymentHealth> entries = new ConcurrentHashMap<>();
  private volatile @Nullable Set<String> known;

  /**
   * An empty book.
   *
   * @param nanoClock as {@link System#nanoTime}
   * @param onFirst told the id of each deployment when it is seen for the first time
   */
  public HealthBook(LongSupplier nanoClock, Consumer<String> onFirst) {
    this.nanoClock = nanoClock;
    this.onFirst = onFirst;
  }

  /** Notes an attempt that is over. What was refused before the vendor was called says nothing. */
  public void observe(String deploymentId, AttemptSample sample) {
    ErrorCategory category = sample.category();
    if (category != null && !category.isSent()) {
      return;
    }
    long now = nanoClock.getAsLong();
    DeploymentHealth entry = entry(deploymentId, now);
    if (entry != null) {
      entry.observe(sample, now);
    }
  }

  /**
   * Notes a probe that is over: it moves the score, and is no traffic.
   *
   * @param category null: it was answered
   */
  public void probed(String deploymentId, @Nullable ErrorCategory category) {
    long now = nanoClock.getAsLong();
    DeploymentHealth entry = entry(deploymentId, now);
    if (entry != null) {
      entry.count(category, now);
    }
  }

  /** It answers again after an outage: about half of its share comes back at once. */
  public void recovered(String deploymentId) {
    DeploymentHealth entry = entries.get(deploymentId);
    if (entry != null) {
      entry.recovered(nanoClock.getAsLong());
    }
  }

  private @Nullable DeploymentHealth entry(String deploymentId, long nowNanos) {
    DeploymentHealth entry = entries.get(deploymentId);
    if (entry != null) {
      return entry;
    }
    Set<String> catalogue = known;
    if (catalogue != null && !catalogue.contains(deploymentId)) {
      return null;
    }
    DeploymentHealth fresh = new DeploymentHealth(nowNanos);
    DeploymentHealth other = entries.putIfAbsent(deploymentId, fresh);
    if (other == null) {
      onFirst.accept(deploymentId);
    }
    return other == null ? fresh : other;
  }

  /** How far it is to be trusted: above 0, at most 1; 1 where nothing is known. */
  public double score(String deploymentId) {
    DeploymentHealth entry = entries.get(deploymentId);
    return entry == null ? 1 : entry.score(nanoClock.getAsLong());
  }

  /**
   * Time from an attempt's start to its first event with meaning; null below 20 samples of late.
   *
   * @param quantile 0 to 1, for example 0.95
   */
  public @Nullable Duration firstToken(String deploymentId, double quantile) {
    DeploymentHealth entry = entries.get(deploymentId);
    return entry == null ? null : entry.firstToken(quantile, nanoClock.getAsLong());
  }

  /**
   * Time from an attempt's start to the end of its answer; null below 20 samples of late.
   *
   * @param quantile 0 to 1, for example 0.95
   */
  public @Nullable Duration total(String deploymentId, double quantile) {
    DeploymentHealth entry = entries.get(deploymentId);
    return entry == null ? null : entry.total(quantile, nanoClock.getAsLong());
  }

  /** Its usual times, up to a second old, for whoever asks at every request. */
  public Tempo tempo(String deploymentId) {
    DeploymentHealth entry = entries.get(deploymentId);
    return entry == null ? Tempo.UNKNOWN : entry.tempo(nanoClock.getAsLong());
  }

  /** All that is known of it. */
  public HealthSnapshot snapshot(String deploymentId) {
    DeploymentHealth entry = entries.get(deploymentId);
    return entry == null ? HealthSnapshot.UNKNOWN : entry.snapshot(nanoClock.getAsLong());
  }

  /** Forgets all deployments but these, and takes on no others. */
  public void retain(Set<String> deploymentIds) {
    known = Set.copyOf(deploymentIds);
    entries.keySet().retainAll(deploymentIds);
  }
}
