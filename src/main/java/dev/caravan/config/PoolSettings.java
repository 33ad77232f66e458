package dev.caravan.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's connections to one provider, those of all its deployments together.
 *
 * @param maxConnections calls that may be under way at the same time, each on a connection of its
 *     own
 * @param maxWait how long a call waits for one of them before the next candidate is asked
 * @param keepAlive how long an idle connection is kept, where the vendor's answer does not say
 * @param connectTimeout for all that it takes to connect: name, TCP and TLS
 * @param readTimeout longest silence of the vendor while something is awaited from it; null: only
 *     the timeouts of models count
 */
public record PoolSettings(
    int maxConnections,
    Duration maxWait,
    Duration keepAlive,
    Duration connectTimeout,
    @Nullable Duration readTimeout) {
  public static final PoolSettings DEFAULT =
      new PoolSettings(
          20_000, Duration.ofMillis(100), Duration.ofMinutes(3), Duration.ofSeconds(5), null);
}
