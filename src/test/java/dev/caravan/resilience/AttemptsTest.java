package dev.caravan.resilience;

import static dev.caravan.resilience.AfterFailure.NEXT;
import static dev.caravan.resilience.AfterFailure.OTHER_KEY;
import static dev.caravan.resilience.AfterFailure.RETRY;
import static dev.caravan.resilience.AfterFailure.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.CircuitBreakerSettings;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.config.PoolSettings;
import dev.caravan.config.Provider;
import dev.caravan.config.Quirks;
import dev.caravan.config.RetrySettings;
import dev.caravan.config.RetrySettings.Backoff;
import dev.caravan.config.RetrySettings.Rule;
import dev.caravan.config.Secret;
import dev.caravan.config.StreamLimits;
import dev.caravan.sandbox.SandboxBehaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes after a failure, by its class, with a clock that the test moves. */
class AttemptsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final RetrySettings SHIPPED =
      new RetrySettings(
          new Rule(1, Duration.ofSeconds(2), Backoff.FIXED),
          new Rule(1, Duration.ofSeconds(3), Backoff.FIXED),
          new Rule(2, Duration.ofSeconds(1), Backoff.EXPONENTIAL),
          new Rule(2, Duration.ofSeconds(1), Backoff.EXPONENTIAL),
          new Rule(0, Duration.ZERO, Backoff.FIXED),
          Duration.ofMinutes(1));

  private long now = SECOND;
  private final Set<String> open = new HashSet<>();
  private long shortest;
  private final Map<String, Long> longest = new HashMap<>();
  private final AttemptRules.Pace pace =
      new AttemptRules.Pace() {
        @Override
        public long least(Candidate candidate, boolean stream) {
          return shortest;
        }

        @Override
        public long most(Candidate candidate, boolean stream) {
          return longest.getOrDefault(candidate.model().name(), 0L);
        }
      };
  private final KeyRing keys = new KeyRing(() -> now);
  private List<Candidate> onContentPolicy = List.of();

  private Attempts attempts(Duration deadline, Candidate... plan) {
    return new Attempts(
        new Attempts.Plan(List.of(plan), () -> onContentPolicy, false),
        new AttemptRules(SHIPPED, keys, open::contains, pace, new Random(7)),
        now + deadline.toNanos());
  }

  private static Candidate candidate(String model, String provider, int window, String... keys) {
    Provider at =
        new Provider(
            provider,
            "openai",
            "http://" + provider,
            Arrays.stream(keys).map(Secret::new).toList(),
            keys.length == 0,
            Map.of(),
            NO_QUIRKS,
            false,
            PoolSettings.DEFAULT);
    Deployment deployment =
        new Deployment(model + "@" + provider, at, model, model, 100, NO_QUIRKS);
    return new Candidate(
        new Model(
            model,
            Set.of(),
            Set.of(),
            window,
            100,
            null,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            StreamLimits.DEFAULT,
            false,
            100,
            CircuitBreakerSettings.DEFAULT,
            List.of(deployment),
            1,
            SandboxBehaviour.DEFAULT),
        deployment);
  }

  private static final Quirks NO_QUIRKS = Quirks.NONE;

  private static UpstreamException failure(ErrorCategory category, int retryAfter) {
    return new UpstreamException(category, 0, "boom", null, null, null, retryAfter);
  }

  private AfterFailure fail(Attempts attempts, ErrorCategory category) {
    return fail(attempts, category, 0);
  }

  private AfterFailure fail(Attempts attempts, ErrorCategory category, int retryAfter) {
    attempts.begin(now);
    return attempts.failed(failure(category, retryAfter), Begun.NO, now);
  }

  private final Candidate first = candidate("a", "one", 1_000, "k1");
  private final Candidate second = candidate("b", "two", 8_000, "k2");

  @Test
  void rateLimitIsWaitedForOnceAndThenTheNextIsAsked() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, ErrorCategory.RATE_LIMIT)).isEqualTo(RETRY);
    assertThat(attempts.pause()).isEqualTo(Duration.ofSeconds(2));
    assertThat(fail(attempts, ErrorCategory.RATE_LIMIT)).isEqualTo(NEXT);
    assertThat(attempts.pause()).isZero();
    assertThat(attempts.begin(now)).isEqualTo(second);
  }

  @Test
  void retryAfterOfTheVendorWinsOverThePause() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, ErrorCategory.RATE_LIMIT, 7)).isEqualTo(RETRY);
    assertThat(attempts.pause()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void retryAfterBeyondTheDeadlineIsNotWaitedFor() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, ErrorCategory.RATE_LIMIT, 31)).isEqualTo(NEXT);
  }

  @Test
  void otherKeysOfTheProviderComeBeforeThePauseAndBeforeOtherDeployments() {
    Candidate many = candidate("a", "one", 1_000, "k1", "k2", "k3");
    Attempts attempts = attempts(Duration.ofSeconds(30), many, second);
    List<Secret> used = new ArrayList<>();
    for (AfterFailure expected : new AfterFailure[] {OTHER_KEY, OTHER_KEY, RETRY}) {
      attempts.begin(now);
      used.add(attempts.key());
      assertThat(attempts.failed(failure(ErrorCategory.RATE_LIMIT, 0), Begun.NO, now))
          .isEqualTo(expected);
    }
    assertThat(used).doesNotHaveDuplicates();
    assertThat(attempts.pause()).isEqualTo(Duration.ofSeconds(2));
    assertThat(fail(attempts, ErrorCategory.RATE_LIMIT)).isEqualTo(NEXT);
  }

  @Test
  void overloadedIsWaitedForThreeSeconds() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, ErrorCategory.OVERLOADED)).isEqualTo(RETRY);
    assertThat(attempts.pause()).isEqualTo(Duration.ofSeconds(3));
    assertThat(fail(attempts, ErrorCategory.OVERLOADED)).isEqualTo(NEXT);
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER", "NETWORK", "UNKNOWN"})
  void faultsThatMayPassAreTriedTwiceMoreWithFullJitter(ErrorCategory category) {
    List<Duration> firsts = new ArrayList<>();
    List<Duration> seconds = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
      assertThat(fail(attempts, category)).isEqualTo(RETRY);
      firsts.add(attempts.pause());
      assertThat(fail(attempts, category)).isEqualTo(RETRY);
      seconds.add(attempts.pause());
      assertThat(fail(attempts, category)).isEqualTo(NEXT);
    }
    assertThat(firsts).allSatisfy(p -> assertThat(p).isBetween(Duration.ofNanos(1), ofSeconds(1)));
    assertThat(seconds).allSatisfy(p -> assertThat(p).isBetween(Duration.ofNanos(1), ofSeconds(2)));
  }

  private static Duration ofSeconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMEOUT", "NOT_FOUND", "CIRCUIT_OPEN", "UNSUPPORTED"})
  void theNextIsAskedAtOnce(ErrorCategory category) {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, category)).isEqualTo(NEXT);
    assertThat(attempts.pause()).isZero();
    assertThat(attempts.begin(now)).isEqualTo(second);
  }

  @ParameterizedTest
  @EnumSource(names = {"INVALID_REQUEST", "TOOL_EXECUTION", "CLIENT_GONE", "DEADLINE"})
  void nobodyElseIsAsked(ErrorCategory category) {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, category)).isEqualTo(STOP);
    assertThat(attempts.hasNext(now)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTHENTICATION", "QUOTA"})
  void refusedKeyRestsForAllCallsAndTheNextOneIsUsedAtOnce(ErrorCategory category) {
    Candidate many = candidate("a", "one", 1_000, "k1", "k2");
    Attempts attempts = attempts(Duration.ofSeconds(30), many, second);
    attempts.begin(now);
    Secret refused = attempts.key();
    assertThat(attempts.failed(failure(category, 0), Begun.NO, now)).isEqualTo(OTHER_KEY);
    attempts.begin(now);
    assertThat(attempts.key()).isNotEqualTo(refused);
    attempts.succeeded(now);

    for (int i = 0; i < 5; i++) {
      Attempts others = attempts(Duration.ofSeconds(30), many);
      others.begin(now);
      assertThat(others.key()).isNotEqualTo(refused);
    }
    now += 61 * SECOND;
    Set<Secret> later = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      Attempts others = attempts(Duration.ofSeconds(30), many);
      others.begin(now);
      later.add(others.key());
    }
    assertThat(later).contains(refused);
  }

  @Test
  void candidatesOfAProviderWhoseKeysWereAllRefusedArePassed() {
    Candidate same = candidate("c", "one", 1_000, "k1");
    Attempts attempts = attempts(Duration.ofSeconds(30), first, same, second);
    assertThat(fail(attempts, ErrorCategory.AUTHENTICATION)).isEqualTo(NEXT);
    assertThat(attempts.begin(now)).isEqualTo(second);
    assertThat(attempts.givenUp()).isEqualTo(2);
    assertThat(keys.isShut(first.deployment().provider())).isTrue();
  }

  @Test
  void forbiddenModelDoesNotSpoilTheKeyForOthers() {
    Candidate same = candidate("c", "one", 1_000, "k1");
    Attempts attempts = attempts(Duration.ofSeconds(30), first, same);
    assertThat(fail(attempts, ErrorCategory.PERMISSION)).isEqualTo(NEXT);
    assertThat(attempts.begin(now)).isEqualTo(same);
    assertThat(attempts.key()).isEqualTo(new Secret("k1"));
    assertThat(keys.isShut(first.deployment().provider())).isFalse();
  }

  @Test
  void promptThatIsTooLongGoesOnlyToLargerWindows() {
    Candidate small = candidate("s", "three", 1_000, "k3");
    Attempts attempts = attempts(Duration.ofSeconds(30), first, small, second, small);
    assertThat(fail(attempts, ErrorCategory.CONTEXT_LENGTH)).isEqualTo(NEXT);
    assertThat(attempts.begin(now)).isEqualTo(second);
    assertThat(attempts.failed(failure(ErrorCategory.CONTEXT_LENGTH, 0), Begun.NO, now))
        .isEqualTo(STOP);
  }

  @Test
  void refusedContentStopsUnlessAModelIsNamedForIt() {
    assertThat(fail(attempts(Duration.ofSeconds(30), first, second), ErrorCategory.CONTENT_POLICY))
        .isEqualTo(STOP);
    Candidate lenient = candidate("l", "three", 1_000, "k3");
    onContentPolicy = List.of(lenient);
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, ErrorCategory.CONTENT_POLICY)).isEqualTo(NEXT);
    assertThat(attempts.begin(now)).isEqualTo(lenient);
    assertThat(attempts.failed(failure(ErrorCategory.CONTENT_POLICY, 0), Begun.NO, now))
        .isEqualTo(STOP);
  }

  @Test
  void noRetryIsWaitedForAtADeploymentWhoseBreakerOpened() {
    open.add("a@one");
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    assertThat(fail(attempts, ErrorCategory.SERVER)).isEqualTo(NEXT);
  }

  @Test
  void noAttemptIsBegunThatCannotEndInTime() {
    shortest = 4 * SECOND;
    Attempts attempts = attempts(Duration.ofSeconds(6), first, second);
    now += SECOND;
    assertThat(fail(attempts, ErrorCategory.RATE_LIMIT)).isEqualTo(NEXT);
    now += 2 * SECOND;
    attempts.begin(now);
    attempts.failed(failure(ErrorCategory.TIMEOUT, 0), Begun.NO, now);
    assertThat(attempts.hasNext(now)).isFalse();

    Attempts short_ = attempts(Duration.ofSeconds(6), first, second);
    now += 3 * SECOND;
    assertThat(fail(short_, ErrorCategory.TIMEOUT)).isEqualTo(NEXT);
    assertThat(short_.hasNext(now)).isFalse();
    assertThat(short_.isOutOfTime()).isTrue();
  }

  @Test
  void attemptThatIsLateLeavesTheNextCandidateItsTime() {
    longest.put("a", 6 * SECOND);
    longest.put("b", 4 * SECOND);
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    attempts.begin(now);
    assertThat(attempts.patience().get()).isEqualTo(Duration.ofSeconds(26));

    longest.put("a", 28 * SECOND);
    assertThat(attempts.patience().get()).isEqualTo(Duration.ofSeconds(28));
    open.add("b@two");
    assertThat(attempts.patience().get()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void attemptMayTakeAllTheTimeThereIsWhereNothingIsKnownOrNobodyIsLeft() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    attempts.begin(now);
    assertThat(attempts.patience().get()).isEqualTo(Duration.ofSeconds(30));
    Attempts alone = attempts(Duration.ofSeconds(30), first);
    alone.begin(now);
    assertThat(alone.patience()).isNull();
  }

  @Test
  void nothingIsTriedOnceTheClientHasPartOfTheAnswer() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    attempts.begin(now);
    assertThat(attempts.failed(failure(ErrorCategory.NETWORK, 0), Begun.FINAL, now))
        .isEqualTo(STOP);
    assertThat(attempts.isCommitted()).isTrue();
  }

  @Test
  void answerThatBrokeOffIsGoneOnWithByTheNextAtOnceWhateverTheDeadline() {
    shortest = SECOND;
    for (ErrorCategory fault :
        List.of(
            ErrorCategory.NETWORK,
            ErrorCategory.SERVER,
            ErrorCategory.TIMEOUT,
            ErrorCategory.OVERLOADED,
            ErrorCategory.RATE_LIMIT,
            ErrorCategory.QUOTA)) {
      Attempts attempts = attempts(Duration.ofSeconds(2), first, second);
      attempts.begin(now);
      now += 5 * SECOND;

      assertThat(attempts.failed(failure(fault, 0), Begun.RESUMABLE, now)).isEqualTo(NEXT);

      assertThat(attempts.pause()).isZero();
      assertThat(attempts.hasNext(now)).isTrue();
      assertThat(attempts.begin(now)).isEqualTo(second);
      assertThat(attempts.remaining(now)).isGreaterThan(Duration.ofHours(1));
      assertThat(attempts.failed(failure(fault, 0), Begun.RESUMABLE, now)).isEqualTo(NEXT);
      assertThat(attempts.hasNext(now)).isFalse();
      assertThat(attempts.isCommitted()).isTrue();
    }
  }

  @Test
  void keptConnectionThatWasClosedCostsNoContinuation() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    attempts.begin(now);
    attempts.failed(failure(ErrorCategory.NETWORK, 0), Begun.RESUMABLE, now);
    attempts.begin(now);

    assertThat(attempts.failed(UpstreamException.ofKeptConnection("closed"), Begun.RESUMABLE, now))
        .isEqualTo(RETRY);

    assertThat(attempts.begin(now)).isEqualTo(second);
    assertThat(attempts.pause()).isZero();
  }

  @Test
  void callersFaultEndsAnAnswerAndNotItsContinuation() {
    for (ErrorCategory fault :
        List.of(ErrorCategory.INVALID_REQUEST, ErrorCategory.CONTEXT_LENGTH)) {
      Attempts attempts = attempts(Duration.ofSeconds(30), first, second, first);
      attempts.begin(now);
      assertThat(attempts.failed(failure(fault, 0), Begun.RESUMABLE, now)).isEqualTo(STOP);

      attempts = attempts(Duration.ofSeconds(30), first, second, first);
      attempts.begin(now);
      attempts.failed(failure(ErrorCategory.NETWORK, 0), Begun.RESUMABLE, now);
      attempts.begin(now);
      assertThat(attempts.failed(failure(fault, 0), Begun.RESUMABLE, now)).isEqualTo(NEXT);
      assertThat(attempts.hasNext(now)).isTrue();
    }
    for (ErrorCategory end :
        List.of(
            ErrorCategory.CONTENT_POLICY,
            ErrorCategory.TOOL_EXECUTION,
            ErrorCategory.CLIENT_GONE,
            ErrorCategory.DEADLINE)) {
      Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
      attempts.begin(now);
      assertThat(attempts.failed(failure(end, 0), Begun.RESUMABLE, now)).isEqualTo(STOP);
    }
  }

  @Test
  void failureOfOneKeyOfSeveralIsNotTheDeploymentsFault() {
    Candidate many = candidate("a", "one", 1_000, "k1", "k2");
    Attempts attempts = attempts(Duration.ofSeconds(30), many);
    attempts.begin(now);
    UpstreamException judged = attempts.judged(failure(ErrorCategory.AUTHENTICATION, 0));
    assertThat(judged.isVendorFault()).isFalse();
    assertThat(judged.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
    attempts.failed(judged, Begun.NO, now);

    attempts.begin(now);
    assertThat(attempts.judged(failure(ErrorCategory.AUTHENTICATION, 0)).isVendorFault()).isTrue();
  }

  @Test
  void everyDecisionIsOnRecord() {
    Attempts attempts = attempts(Duration.ofSeconds(30), first, second);
    fail(attempts, ErrorCategory.RATE_LIMIT);
    fail(attempts, ErrorCategory.RATE_LIMIT);
    attempts.begin(now);
    attempts.succeeded(now);
    assertThat(attempts.records())
        .extracting(AttemptRecord::then)
        .containsExactly(RETRY, NEXT, null);
    assertThat(attempts.records())
        .extracting(AttemptRecord::pauseMillis)
        .containsExactly(2_000L, 0L, 0L);
    assertThat(attempts.vendorCalls()).isEqualTo(3);
    assertThat(attempts.givenUp()).isEqualTo(1);
  }
}
