package dev.caravan.config;

import java.time.Duration;

/**
 * How much the gateway takes on at the same time, before it refuses calls.
 *
 * @param maxOpenCalls calls that may be open, those that wait for a vendor included
 * @param maxOpenBytes bytes of the request bodies of all open calls together
 * @param startDelay how long calls may wait for a processor before fewer are let in
 * @param queueSize calls that may wait to be let in
 * @param maxWait how long one of them may wait
 */
public record OverloadSettings(
    int maxOpenCalls, long maxOpenBytes, Duration startDelay, int queueSize, Duration maxWait) {

  /** No bounds, for the moment before a configuration is there. */
  public static final OverloadSettings NONE =
      new OverloadSettings(
          Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofHours(1), 0, Duration.ofMillis(1));
}
