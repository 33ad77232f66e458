package dev.caravan.upstream;

import dev.caravan.dialect.QuotaHeaders;
import dev.caravan.dialect.QuotaWindow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What vendors said is left of their limits, by deployment and by the key that was used: every key
 * has limits of its own. It belongs to the host, so that a live edit forgets nothing. Safe for any
 * number of threads.
 */
public final class QuotaBook {
  private static final Duration USUAL_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /** Beyond so many keys of one deployment nothing is kept. */
  private static final int MAX_KEYS = 100;

  private final Clock clock;
  private final Map<String, Map<Integer, List<QuotaWindow>>> readings = new ConcurrentHashMap<>();
  private volatile @Nullable Set<String> known;

  public QuotaBook(Clock clock) {
    this.clock = clock;
  }

  /**
   * Notes what the headers of an answer say; without a word about limits, nothing changes.
   *
   * @param key place of the used key among the provider's; 0 where there is none
   * @param headers by lower-case name
   */
  public void observe(String deploymentId, int key, Map<String, String> headers) {
    if (headers.isEmpty()) {
      return;
    }
    List<QuotaWindow> windows = QuotaHeaders.read(headers, clock);
    if (!windows.isEmpty()) {
      put(deploymentId, key, windows);
    }
  }

  /**
   * Notes that a limit is exhausted.
   *
   * @param seconds that the vendor asks to wait; 0: it did not say
   */
  public void refused(String deploymentId, int key, int seconds) {
    Duration said = seconds <= 0 ? USUAL_WAIT : Duration.ofSeconds(seconds);
    Duration wait = said.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : said;
    Map<Integer, List<QuotaWindow>> keys = readings.get(deploymentId);
    List<QuotaWindow> windows =
        new ArrayList<>(keys == null ? List.of() : keys.getOrDefault(key, List.of()));
    Instant now = clock.instant();
    windows.removeIf(window -> window.left() == 0 || !now.isBefore(window.until()));
    windows.add(new QuotaWindow(0, now.plus(wait)));
    put(deploymentId, key, windows);
  }

  private void put(String deploymentId, int key, List<QuotaWindow> windows) {
    Set<String> catalogue = known;
    if (key < 0 || key >= MAX_KEYS || (catalogue != null && !catalogue.contains(deploymentId))) {
      return;
    }
    readings
        .computeIfAbsent(deploymentId, id -> new ConcurrentHashMap<>())
        .put(key, List.copyOf(windows));
  }

  /**
   * Whether every key of the deployment is close to one of its limits.
   *
   * @param keys how many keys its provider has
   * @param below share of the limit, 0 to 1; 0: never
   */
  public boolean isLow(String deploymentId, int keys, double below) {
    Map<Integer, List<QuotaWindow>> byKey = readings.get(deploymentId);
    if (byKey == null || below <= 0 || byKey.size() < keys) {
      return false;
    }
    Instant now = clock.instant();
    for (int key = 0; key < Math.max(1, keys); key++) {
      Double left = left(byKey.get(key), now);
      if (left == null || left >= below) {
        return false;
      }
    }
    return true;
  }

  /** What the key with the most room has left of its scarcest limit, 0 to 1; null: unknown. */
  public @Nullable Double headroom(String deploymentId) {
    Map<Integer, List<QuotaWindow>> byKey = readings.get(deploymentId);
    if (byKey == null) {
      return null;
    }
    Instant now = clock.instant();
    Double most = null;
    for (List<QuotaWindow> windows : byKey.values()) {
      Double left = left(windows, now);
      if (left != null && (most == null || left > most)) {
        most = left;
      }
    }
    return most;
  }

  private static @Nullable Double left(@Nullable List<QuotaWindow> windows, Instant now) {
    Double least = null;
    if (windows != null) {
      for (QuotaWindow window : windows) {
        if (now.isBefore(window.until()) && (least == null || window.left() < least)) {
          least = window.left();
        }
      }
    }
    return least;
  }

  /** Forgets all deployments but these, and takes on no others. */
  public void retain(Set<String> deploymentIds) {
    known = Set.copyOf(deploymentIds);
    readings.keySet().retainAll(deploymentIds);
  }
}
