package dev.caravan.resilience;

import org.jspecify.annotations.Nullable;

/**
 * What one attempt tells about its deployment.
 *
 * @param category what failed; null: it answered
 * @param stream whether a stream was asked for
 * @param firstTokenNanos from the attempt's start to the first event with meaning; 0: none came, or
 *     the answer was plain
 * @param totalNanos from the attempt's start to its end
 * @param completionTokens of the answer; 0: unknown
 */
public record AttemptSample(
    @Nullable ErrorCategory category,
    boolean stream,
    long firstTokenNanos,
    long totalNanos,
    long completionTokens) {}
