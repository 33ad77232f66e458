package dev.caravan.resilience;

import dev.caravan.config.Provider;
import dev.caravan.config.RetrySettings.Rule;
import dev.caravan.config.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one call, and the one owner of retries: which candidate is next and with which key,
 * how often and after which pause one is asked again, and when it is over. What the classes of
 * failure lead to is in {@code docs/configuration.md}, Retries. Time is passed in as nanoseconds of
 * one clock. Used by one thread.
 */
public final class Attempts {
  /**
   * What is to be tried for one call.
   *
   * @param candidates in the order of trying, not empty
   * @param onContentPolicy who is asked when a vendor refuses the content; nobody: an empty list
   * @param stream whether a first token is enough, as far as time is short
   * @param payable whether what is left of the call's money is enough for a candidate
   */
  public record Plan(
      List<Candidate> candidates,
      Supplier<List<Candidate>> onContentPolicy,
      boolean stream,
      Predicate<Candidate> payable) {
    /** Money is no matter. */
    public Plan(
        List<Candidate> candidates, Supplier<List<Candidate>> onContentPolicy, boolean stream) {
      this(candidates, onContentPolicy, stream, candidate -> true);
    }
  }

  private static final Duration UNLIMITED = Duration.ofDays(1);

  /** How many kept connections of a deployment may turn out closed, one after the other. */
  private static final int MOST_STALE = 2;

  private final AttemptRules rules;
  private final long deadlineNanos;
  private final boolean stream;
  private final Supplier<List<Candidate>> onContentPolicy;
  private final Predicate<Candidate> payable;
  private final List<AttemptRecord> records = new ArrayList<>(2);

  private List<Candidate> candidates;
  private int next;
  private int retriesOfCurrent;
  private int staleOfCurrent;
  private int soonestRetry;
  private int vendorCalls;
  private int givenUp;
  private long startedNanos;
  private @Nullable Candidate current;
  private @Nullable Secret key;
  private Set<Secret> refusedKeys = Set.of();
  private Set<Secret> keysOfCurrent = Set.of();
  private Duration pause = Duration.ZERO;
  private @Nullable UpstreamException lastFailure;
  private boolean contentFallback;
  private boolean answered;
  private boolean stopped;
  private boolean committed;
  private boolean continuing;
  private boolean outOfTime;

  /**
   * Tries that have not begun.
   *
   * @param deadlineNanos when no further attempt may begin
   */
  public Attempts(Plan plan, AttemptRules rules, long deadlineNanos) {
    this.candidates = List.copyOf(plan.candidates());
    this.onContentPolicy = plan.onContentPolicy();
    this.stream = plan.stream();
    this.payable = plan.payable();
    this.rules = rules;
    this.deadlineNanos = deadlineNanos;
  }

  /** Who is tried, in that order, as far as it is known by now. */
  public List<Candidate> candidates() {
    return Collections.unmodifiableList(candidates);
  }

  public boolean hasNext(long nowNanos) {
    return !answered
        && !stopped
        && next < candidates.size()
        && (committed || nowNanos < deadlineNanos);
  }

  /** Begins the next try. */
  public Candidate begin(long nowNanos) {
    continuing = committed;
    Candidate candidate = candidates.get(next);
    current = candidate;
    Provider provider = candidate.deployment().provider();
    Set<Secret> without = refusedKeys;
    if (!keysOfCurrent.isEmpty()) {
      without = new HashSet<>(refusedKeys);
      without.addAll(keysOfCurrent);
    }
    key = rules.keys().next(provider, without);
    startedNanos = nowNanos;
    pause = Duration.ZERO;
    vendorCalls++;
    return candidate;
  }

  /** Ends the current try well. */
  public void succeeded(long nowNanos) {
    answered = true;
    noteKeyWorks();
    record(nowNanos, null, null);
  }

  private void noteKeyWorks() {
    Secret used = key;
    if (used != null) {
      rules.keys().works(tried().deployment().provider(), used);
    }
  }

  /** Whether any of these models could be asked after the current candidate. */
  public boolean isFollowedBy(Collection<String> models) {
    return following(models).findAny().isPresent();
  }

  /** Whether what is left of the call's money is enough for any of those. */
  public boolean isAnyPayable(Collection<String> models) {
    return following(models).anyMatch(payable);
  }

  private Stream<Candidate> following(Collection<String> models) {
    return candidates.subList(next + 1, candidates.size()).stream()
        .filter(candidate -> models.contains(candidate.model().name()));
  }

  /** Ends a call that nobody else answered with what this candidate had answered before. */
  public void settleFor(Candidate candidate) {
    current = candidate;
    answered = true;
  }

  /**
   * What a failure means to the deployment: that of a key which others can replace is none of its
   * own.
   */
  public UpstreamException judged(UpstreamException failure) {
    ErrorCategory category = failure.category();
    Secret used = key;
    boolean ofKey = category.isCredentials() || category == ErrorCategory.RATE_LIMIT;
    Candidate candidate = current;
    boolean ofModel = category == ErrorCategory.NOT_FOUND || category == ErrorCategory.PERMISSION;
    if (ofModel && candidate != null && candidate.deployment().isUnlisted()) {
      // One deployment stands for all models of the provider that nobody listed.
      return failure.ofRequest();
    }
    if (!ofKey || used == null || candidate == null) {
      return failure;
    }
    Set<Secret> without = with(with(refusedKeys, keysOfCurrent), Set.of(used));
    return rules.keys().hasRested(candidate.deployment().provider(), without)
        ? failure.ofKey()
        : failure;
  }

  /**
   * Ends the current try with a failure, and decides what comes after it.
   *
   * @param begun what the client has of the answer, which decides whether anybody else may answer
   */
  public AfterFailure failed(UpstreamException failure, Begun begun, long nowNanos) {
    lastFailure = failure;
    noteRetryAfter(failure);
    committed = begun != Begun.NO;
    if (!failure.category().isSent()) {
      vendorCalls--;
    }
    AfterFailure then =
        begun == Begun.RESUMABLE ? decideInAnswer(failure) : decide(failure, nowNanos);
    record(nowNanos, failure, then);
    switch (then) {
      case NEXT -> advance(nowNanos);
      case STOP -> stopped = true;
      default -> {}
    }
    return then;
  }

  /**
   * How long the running attempt may take where another candidate could still answer after it: an
   * attempt that is later than nearly all before it does not use up the time of the next one.
   *
   * @return the time from the attempt's start, worked out anew at each call, by any thread; null:
   *     nobody is left, so that it may take all the time there is
   */
  public @Nullable Supplier<Duration> patience() {
    if (committed || next + 1 >= candidates.size()) {
      return null;
    }
    Candidate now = tried();
    Candidate other = candidates.get(next + 1);
    long left = deadlineNanos - startedNanos;
    return () -> {
      long own = rules.pace().most(now, stream);
      long others = rules.pace().most(other, stream);
      boolean known = own > 0 && !rules.circuitOpen().test(other.deployment().id());
      return Duration.ofNanos(known ? Math.max(own, left - (others > 0 ? others : own)) : left);
    };
  }

  /** Who could be asked beside the current candidate; null: nobody. */
  public @Nullable Candidate second(long nowNanos) {
    if (next + 1 >= candidates.size()) {
      return null;
    }
    Candidate candidate = candidates.get(next + 1);
    return isWorthAsking(candidate, nowNanos)
            && !rules.circuitOpen().test(candidate.deployment().id())
        ? candidate
        : null;
  }

  /** The tries of the current candidate alone, which has begun. */
  public Attempts ofCurrent() {
    Attempts only = alone(tried());
    only.current = current;
    only.key = key;
    only.startedNanos = startedNanos;
    only.vendorCalls = vendorCalls;
    return only;
  }

  /** The tries of the {@link #second} candidate alone, which begins. */
  public Attempts ofSecond(Candidate second, long nowNanos) {
    Attempts only = alone(second);
    only.vendorCalls = vendorCalls;
    only.refusedKeys = refusedKeys;
    only.begin(nowNanos);
    return only;
  }

  private Attempts alone(Candidate candidate) {
    Attempts only =
        new Attempts(new Plan(List.of(candidate), List::of, stream), rules, deadlineNanos);
    only.givenUp = givenUp;
    return only;
  }

  /** Notes that the second candidate did not answer: the current one goes on alone. */
  public void secondFailed(Attempts second, UpstreamException failure, long nowNanos) {
    vendorCalls += failure.category().isSent() ? 1 : 0;
    second.record(nowNanos, failure, AfterFailure.NEXT);
    records.addAll(second.records);
    if (failure.category() == ErrorCategory.OUTRUN) {
      // It was only slower: it may still be asked, should the current one break off.
      return;
    }
    second.noteKey(failure);
    noteRetryAfter(failure);
    List<Candidate> others = new ArrayList<>(candidates);
    others.remove(next + 1);
    candidates = others;
    givenUp++;
  }

  /** Notes that the current candidate did not answer: the second one is the current one now. */
  public void secondGoesOn(Attempts second, UpstreamException failure, long nowNanos) {
    record(nowNanos, failure, AfterFailure.NEXT);
    lastFailure = failure;
    noteKey(failure);
    noteRetryAfter(failure);
    next++;
    givenUp++;
    vendorCalls += failure.category().isSent() ? 1 : 0;
    retriesOfCurrent = 0;
    staleOfCurrent = 0;
    keysOfCurrent = Set.of();
    current = second.current;
    key = second.key;
    startedNanos = second.startedNanos;
  }

  private AfterFailure decide(UpstreamException failure, long nowNanos) {
    ErrorCategory category = failure.category();
    if (committed) {
      return AfterFailure.STOP;
    }
    return switch (category) {
      case AUTHENTICATION, QUOTA, PERMISSION -> {
        noteKey(failure);
        yield otherKey(nowNanos);
      }
      case RATE_LIMIT -> {
        noteKey(failure);
        // After the pause one key is asked again, not all of them.
        boolean first = retriesOfCurrent == 0;
        if (first && otherKey(nowNanos) == AfterFailure.OTHER_KEY) {
          yield AfterFailure.OTHER_KEY;
        }
        keysOfCurrent = Set.of();
        yield again(rules.rule(category), failure, nowNanos);
      }
      case CONTEXT_LENGTH -> keepLargerWindows();
      case CONTENT_POLICY -> askContentFallback();
      case LOW_QUALITY -> {
        noteKeyWorks();
        yield keepOtherModels();
      }
      case INVALID_REQUEST, TOOL_EXECUTION, CLIENT_GONE, DEADLINE -> AfterFailure.STOP;
      default ->
          failure.isOfKeptConnection()
                  && staleOfCurrent++ < MOST_STALE
                  && hasTimeFor(tried(), nowNanos)
              ? AfterFailure.RETRY
              : again(rules.rule(category), failure, nowNanos);
    };
  }

  /**
   * An answer that broke off is gone on with by the next candidate, at once. That is asked for what
   * the client never wrote: if it refuses the request, another may take it.
   */
  private AfterFailure decideInAnswer(UpstreamException failure) {
    return switch (failure.category()) {
      case AUTHENTICATION, QUOTA -> {
        rest(failure.category(), rules.retries().keyRest());
        yield AfterFailure.NEXT;
      }
      case RATE_LIMIT -> {
        rest(failure.category(), rules.pause(rules.rule(failure.category()), failure, 0));
        yield AfterFailure.NEXT;
      }
      case INVALID_REQUEST, CONTEXT_LENGTH -> continuing ? AfterFailure.NEXT : AfterFailure.STOP;
      case CONTENT_POLICY, TOOL_EXECUTION, CLIENT_GONE, DEADLINE -> AfterFailure.STOP;
      default ->
          continuing && failure.isOfKeptConnection() && staleOfCurrent++ < MOST_STALE
              ? AfterFailure.RETRY
              : AfterFailure.NEXT;
    };
  }

  private void noteRetryAfter(UpstreamException failure) {
    int wait = failure.retryAfterSeconds();
    if (failure.category().isOverload() && wait > 0) {
      soonestRetry = soonestRetry == 0 ? wait : Math.min(soonestRetry, wait);
    }
  }

  /** Lets the key rest that was refused, or reached its rate, and keeps it out of this call. */
  private void noteKey(UpstreamException failure) {
    ErrorCategory category = failure.category();
    Secret used = key;
    if (used == null) {
      return;
    }
    switch (category) {
      case AUTHENTICATION, QUOTA -> {
        refusedKeys = with(refusedKeys, Set.of(used));
        rest(category, rules.retries().keyRest());
      }
      // It may be about this one model.
      case PERMISSION -> keysOfCurrent = with(keysOfCurrent, Set.of(used));
      case RATE_LIMIT -> {
        keysOfCurrent = with(keysOfCurrent, Set.of(used));
        rest(category, rules.pause(rules.rule(category), failure, 0));
      }
      default -> {}
    }
  }

  private void rest(ErrorCategory because, Duration howLong) {
    Secret used = key;
    if (used != null && !howLong.isZero()) {
      rules.keys().rest(tried().deployment().provider(), used, because, howLong);
    }
  }

  private AfterFailure otherKey(long nowNanos) {
    Set<Secret> without = with(refusedKeys, keysOfCurrent);
    return hasTimeFor(tried(), nowNanos)
            && rules.keys().hasRested(tried().deployment().provider(), without)
        ? AfterFailure.OTHER_KEY
        : AfterFailure.NEXT;
  }

  private AfterFailure again(Rule rule, UpstreamException failure, long nowNanos) {
    Candidate candidate = tried();
    if (retriesOfCurrent >= rule.times() || rules.circuitOpen().test(candidate.deployment().id())) {
      return AfterFailure.NEXT;
    }
    Duration wanted = rules.pause(rule, failure, retriesOfCurrent);
    if (failure.category() == ErrorCategory.RATE_LIMIT) {
      Duration rest = rules.keys().shortestRest(candidate.deployment().provider(), refusedKeys);
      wanted = rest != null && rest.compareTo(wanted) < 0 ? rest : wanted;
    }
    if (!hasTimeFor(candidate, nowNanos + wanted.toNanos())) {
      return AfterFailure.NEXT;
    }
    retriesOfCurrent++;
    pause = wanted;
    return AfterFailure.RETRY;
  }

  private AfterFailure keepLargerWindows() {
    int window = tried().model().contextWindow();
    List<Candidate> larger =
        candidates.subList(next + 1, candidates.size()).stream()
            .filter(candidate -> candidate.model().contextWindow() > window)
            .toList();
    return goOnWith(larger);
  }

  /** An answer that is not good enough is not asked for at another vendor of the same model. */
  private AfterFailure keepOtherModels() {
    String model = tried().model().name();
    return goOnWith(
        candidates.subList(next + 1, candidates.size()).stream()
            .filter(candidate -> !candidate.model().name().equals(model))
            .toList());
  }

  private AfterFailure askContentFallback() {
    if (contentFallback) {
      return AfterFailure.STOP;
    }
    contentFallback = true;
    String refused = tried().deployment().id();
    return goOnWith(
        onContentPolicy.get().stream()
            .filter(candidate -> !candidate.deployment().id().equals(refused))
            .toList());
  }

  /** Replaces everything that would have been tried after the current candidate. */
  private AfterFailure goOnWith(List<Candidate> others) {
    if (others.isEmpty()) {
      return AfterFailure.STOP;
    }
    List<Candidate> all = new ArrayList<>(candidates.subList(0, next + 1));
    all.addAll(others);
    candidates = all;
    return AfterFailure.NEXT;
  }

  /** Leaves the current candidate, and passes those that could not answer any more. */
  private void advance(long nowNanos) {
    retriesOfCurrent = 0;
    staleOfCurrent = 0;
    keysOfCurrent = Set.of();
    do {
      givenUp++;
      next++;
    } while (next < candidates.size() && !isWorthAsking(candidates.get(next), nowNanos));
  }

  private boolean isWorthAsking(Candidate candidate, long nowNanos) {
    List<Secret> keys = candidate.deployment().provider().apiKeys();
    if ((!keys.isEmpty() && refusedKeys.containsAll(keys)) || !payable.test(candidate)) {
      return false;
    }
    if (!hasTimeFor(candidate, nowNanos)) {
      outOfTime = true;
      return false;
    }
    return true;
  }

  private boolean hasTimeFor(Candidate candidate, long atNanos) {
    return committed || deadlineNanos - atNanos > rules.pace().least(candidate, stream);
  }

  private static Set<Secret> with(Set<Secret> some, Set<Secret> others) {
    if (some.isEmpty() || others.isEmpty()) {
      return some.isEmpty() ? others : some;
    }
    Set<Secret> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private Candidate tried() {
    Candidate candidate = current;
    if (candidate == null) {
      throw new IllegalStateException("no attempt has begun");
    }
    return candidate;
  }

  private void record(
      long nowNanos, @Nullable UpstreamException failure, @Nullable AfterFailure then) {
    Candidate candidate = tried();
    records.add(
        new AttemptRecord(
            candidate.deployment().id(),
            candidate.deployment().provider().name(),
            candidate.model().name(),
            failure == null ? null : failure.category(),
            failure == null ? 200 : failure.status(),
            TimeUnit.NANOSECONDS.toMillis(nowNanos - startedNanos),
            failure == null ? null : failure.text(),
            then,
            pause.toMillis()));
  }

  public boolean isAnswered() {
    return answered;
  }

  /** Whether the last try failed in the middle of the answer, where the deadline is past caring. */
  public boolean isCommitted() {
    return committed;
  }

  /** Whether every key that any candidate could be asked with was refused not long ago. */
  public boolean isShutOut() {
    return candidates.stream()
        .allMatch(candidate -> rules.keys().isShut(candidate.deployment().provider()));
  }

  /** Whether somebody could have been asked, but not in the time that was left. */
  public boolean isOutOfTime() {
    return outOfTime;
  }

  /**
   * Time that is left for all attempts together; never negative. The deadline ends with the first
   * part of the answer: an attempt that goes on with it has its own limits alone.
   */
  public Duration remaining(long nowNanos) {
    return continuing ? UNLIMITED : Duration.ofNanos(Math.max(0, deadlineNanos - nowNanos));
  }

  public @Nullable Candidate current() {
    return current;
  }

  /** The key that the current candidate is asked with; null: it asks for none. */
  public @Nullable Secret key() {
    return key;
  }

  /** What is to be waited before the next try; zero: nothing. */
  public Duration pause() {
    return pause;
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
