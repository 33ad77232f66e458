package dev.caravan.drill;

/**
 * One request that is over.
 *
 * @param startNanos when it was sent, in real nanoseconds since the start of the drill
 */
record Sample(Arrival arrival, long startNanos, Reply reply) {
  long endNanos() {
    return startNanos + reply.nanos();
  }
}
