package dev.caravan.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one call: which candidate is next, how often one is tried again, and when it is
 * over. Time is passed in as nanoseconds of one clock. Used by one thread.
 */
public final class Attempts {
  private final List<Candidate> plan;
  private final int retries;
  private final long deadlineNanos;
  private final List<AttemptRecord> records = new ArrayList<>(2);

  private int next;
  private int retriesOfCurrent;
  private int soonestRetry;
  private int vendorCalls;
  private int givenUp;
  private long startedNanos;
  private @Nullable Candidate current;
  private @Nullable UpstreamException lastFailure;
  private boolean answered;
  private boolean stopped;
  private boolean committed;

  /**
   * Tries that have not begun.
   *
   * @param plan in the order of trying, not empty
   * @param retries how often a candidate is tried again after a transient fault
   * @param deadlineNanos when no further attempt may begin
   */
  public Attempts(List<Candidate> plan, int retries, long deadlineNanos) {
    this.plan = List.copyOf(plan);
    this.retries = retries;
    this.deadlineNanos = deadlineNanos;
  }

  public boolean hasNext(long nowNanos) {
    return !answered && !stopped && next < plan.size() && nowNanos < deadlineNanos;
  }

  /** Begins the next try. */
  public Candidate begin(long nowNanos) {
    current = plan.get(next);
    startedNanos = nowNanos;
    vendorCalls++;
    return current;
  }

  /** Ends the current try well. */
  public void succeeded(long nowNanos) {
    answered = true;
    record(nowNanos, null);
  }

  /**
   * Ends the current try with a failure.
   *
   * @param begun whether part of the answer already went to the client, so that nobody else may
   *     answer
   */
  public void failed(UpstreamException failure, boolean begun, long nowNanos) {
    lastFailure = failure;
    int wait = failure.retryAfterSeconds();
    if (failure.category().isOverload() && wait > 0) {
      soonestRetry = soonestRetry == 0 ? wait : Math.min(soonestRetry, wait);
    }
    committed = begun;
    record(nowNanos, failure);
    ErrorCategory category = failure.category();
    if (category == ErrorCategory.CIRCUIT_OPEN || category == ErrorCategory.UNSUPPORTED) {
      vendorCalls--;
    }
    if (committed
        || category.isCallerFault()
        || category == ErrorCategory.CLIENT_GONE
        || category == ErrorCategory.DEADLINE) {
      stopped = true;
      return;
    }
    if (category.isTransient() && retriesOfCurrent < retries) {
      retriesOfCurrent++;
      return;
    }
    givenUp++;
    next++;
    retriesOfCurrent = 0;
  }

  private void record(long nowNanos, @Nullable UpstreamException failure) {
    Candidate candidate = current;
    if (candidate == null) {
      throw new IllegalStateException("no attempt has begun");
    }
    records.add(
        new AttemptRecord(
            candidate.deployment().id(),
            candidate.deployment().provider().name(),
            candidate.model().name(),
            failure == null ? null : failure.category(),
            failure == null ? 200 : failure.status(),
            TimeUnit.NANOSECONDS.toMillis(nowNanos - startedNanos),
            failure == null ? null : failure.text()));
  }

  public boolean isAnswered() {
    return answered;
  }

  /** Whether the last try failed in the middle of the answer, where the deadline is past caring. */
  public boolean isCommitted() {
    return committed;
  }

  /** Time that is left for all attempts together; never negative. */
  public Duration remaining(long nowNanos) {
    return Duration.ofNanos(Math.max(0, deadlineNanos - nowNanos));
  }

  public @Nullable Candidate current() {
    return current;
  }

  public @Nullable UpstreamException lastFailure() {
    return lastFailure;
  }

  /** Seconds until the first of the overloaded vendors wants to be asked again; 0: unknown. */
  public int soonestRetrySeconds() {
    return soonestRetry;
  }

  /** Calls that reached out to a vendor. */
  public int vendorCalls() {
    return vendorCalls;
  }

  /** Candidates that were left for the next one. */
  public int givenUp() {
    return givenUp;
  }

  public List<AttemptRecord> records() {
    return Collections.unmodifiableList(records);
  }
}
