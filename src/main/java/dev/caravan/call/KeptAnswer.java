package dev.caravan.call;

import dev.caravan.cost.Usage;
import dev.caravan.resilience.Candidate;
import dev.caravan.upstream.UpstreamAnswer;
import java.util.List;

/**
 * An answer that was not good enough, kept for the case that nobody gives a better one.
 *
 * @param by who gave it
 * @param warnings what its request had to leave out
 */
record KeptAnswer(UpstreamAnswer answer, Usage usage, Candidate by, List<String> warnings) {}
