package dev.caravan.resilience;

import org.jspecify.annotations.Nullable;

/**
 * One try that is over.
 *
 * @param deployment its id
 * @param category null: it answered
 * @param status the vendor's HTTP status; 0 where there was none
 * @param millis how long it took
 * @param message what failed, cleaned of secrets; null: it answered
 * @param then what was decided after it; null: it answered
 * @param pauseMillis the pause before the next try, part of which may be random; 0: none
 */
public record AttemptRecord(
    String deployment,
    String provider,
    String model,
    @Nullable ErrorCategory category,
    int status,
    long millis,
    @Nullable String message,
    @Nullable AfterFailure then,
    long pauseMillis) {}
