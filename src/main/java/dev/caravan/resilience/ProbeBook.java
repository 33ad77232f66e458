package dev.caravan.resilience;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to be probed, and what came of it. It belongs to the host, so that the probes of
 * a deployment never overlap, whichever generation sends them. Safe for any number of threads.
 */
public final class ProbeBook {
  /** The most probes under way at a time. */
  static final int MAX_RUNNING = 10;

  /** Longer waits between probes that a key was refused to: it does not get well by itself. */
  private static final int CREDENTIALS_FACTOR = 12;

  private static final class Entry {
    private long sinceNanos;
    private boolean running;
    private boolean refused;
    private @Nullable ProbeResult last;

    private synchronized boolean isRunning() {
      return running;
    }
  }

  private final LongSupplier nanoClock;
  private final long startNanos;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicInteger running = new AtomicInteger();

  /**
   * A book without probes.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public ProbeBook(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
  }

  /** The deployment broke just now: the time to its next probe begins anew. */
  public void broken(String deploymentId) {
    Entry entry = entry(deploymentId);
    synchronized (entry) {
      entry.sinceNanos = nanoClock.getAsLong();
      entry.refused = false;
    }
  }

  /**
   * Takes the turn of a deployment if it has come and room is left: whoever gets true probes it,
   * and calls {@link #end}.
   *
   * @param every time since its last probe, or since it broke
   */
  public boolean begin(String deploymentId, Duration every) {
    Entry entry = entry(deploymentId);
    synchronized (entry) {
      Duration wait = entry.refused ? every.multipliedBy(CREDENTIALS_FACTOR) : every;
      if (entry.running || nanoClock.getAsLong() - entry.sinceNanos < wait.toNanos()) {
        return false;
      }
      if (running.incrementAndGet() > MAX_RUNNING) {
        running.decrementAndGet();
        return false;
      }
      entry.running = true;
      return true;
    }
  }

  /** Ends a probe that {@link #begin} allowed. */
  public void end(String deploymentId, ProbeResult result) {
    running.decrementAndGet();
    Entry entry = entries.get(deploymentId);
    if (entry != null) {
      synchronized (entry) {
        entry.running = false;
        entry.sinceNanos = nanoClock.getAsLong();
        entry.last = result;
        ErrorCategory category = result.category();
        entry.refused = category != null && category.isCredentials();
      }
    }
  }

  /** The last probe of a deployment; null: there was none. */
  public @Nullable ProbeResult last(String deploymentId) {
    Entry entry = entries.get(deploymentId);
    if (entry == null) {
      return null;
    }
    synchronized (entry) {
      return entry.last;
    }
  }

  /** Forgets all deployments but these. */
  public void retain(Set<String> deploymentIds) {
    entries
        .entrySet()
        .removeIf(each -> !deploymentIds.contains(each.getKey()) && !each.getValue().isRunning());
  }

  private Entry entry(String deploymentId) {
    return entries.computeIfAbsent(
        deploymentId,
        id -> {
          Entry entry = new Entry();
          entry.sinceNanos = startNanos;
          return entry;
        });
  }
}
