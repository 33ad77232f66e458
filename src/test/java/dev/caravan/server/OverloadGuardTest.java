package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.GatewaySettings.Limits;
import dev.caravan.config.OverloadSettings;
import dev.caravan.server.OverloadGuard.Reason;
import dev.caravan.server.OverloadGuard.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverloadGuardTest {
  private static final Limits LIMITS =
      new Limits(1_000, 1_000, 1_000, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private static final Duration MAX_WAIT = Duration.ofMillis(500);
  private static final long MILLI = 1_000_000;

  private long now;
  private final OverloadGuard guard = new OverloadGuard(1, () -> now);
  private final Deque<Runnable> processor = new ArrayDeque<>();
  private final ThreadFactory threads =
      guard.watch(
          task -> {
            processor.add(task);
            return Thread.ofVirtual().unstarted(task);
          });
  private final List<OpenCall> letIn = new ArrayList<>();
  private final List<OpenCall> refused = new ArrayList<>();

  @BeforeEach
  void warmUp() {
    for (int i = 0; i < StartLimit.WARM_UP; i++) {
      assertThat(threads.newThread(() -> {})).isNotNull();
      processor.remove().run();
    }
    now += StartLimit.WINDOW_NANOS;
    assertThat(guard.state().limit()).isPositive();
  }

  private void bounds(int calls, long bytes, int queue) {
    guard.apply(
        new OverloadSettings(calls, bytes, Duration.ofMillis(100), queue, MAX_WAIT), LIMITS);
  }

  private OpenCall call(long bytes) {
    OpenCall[] self = new OpenCall[1];
    self[0] = new OpenCall(bytes, () -> goesOn(self[0]), () -> refused.add(self[0]));
    return self[0];
  }

  private void goesOn(OpenCall call) {
    if (guard.goesOn(call)) {
      letIn.add(call);
    }
  }

  private OpenCall open(long bytes) {
    OpenCall call = call(bytes);
    assertThat(guard.ask(call)).isEqualTo(Verdict.ADMITTED);
    return call;
  }

  private OpenCall waiting(long bytes) {
    OpenCall call = call(bytes);
    assertThat(guard.ask(call)).isEqualTo(Verdict.WAITING);
    return call;
  }

  /** As many as are let in whatever the processors do. */
  private void undoubted() {
    for (int i = 0; i < OverloadGuard.UNDOUBTED_PER_PROCESSOR; i++) {
      open(0);
    }
  }

  private void assertRefused(long bytes, Reason reason) {
    long before = guard.state().refused().get(reason);
    assertThat(guard.ask(call(bytes))).isEqualTo(Verdict.REFUSED);
    assertThat(guard.state().refused()).containsEntry(reason, before + 1);
  }

  @Test
  void letsInAsManyCallsAsThereMayBe() {
    bounds(2, 10_000, 0);
    OpenCall first = open(0);
    open(0);

    assertRefused(0, Reason.OPEN_CALLS);
    guard.leave(first);
    open(0);
  }

  @Test
  void letsInAsManyBytesAsThereMayBe() {
    bounds(100, 1_000, 0);
    OpenCall first = open(600);

    assertRefused(401, Reason.OPEN_BYTES);
    open(400);
    assertThat(guard.state().openBytes()).isEqualTo(1_000);
    guard.leave(first);
    assertThat(guard.state().openBytes()).isEqualTo(400);
  }

  /** What is announced beyond the longest request is refused by its route, and never read. */
  @Test
  void countsNoMoreThanTheLongestRequest() {
    bounds(100, 1_500, 0);

    open(1_000_000_000_000L);

    assertThat(guard.state().openBytes()).isEqualTo(1_000);
  }

  @Test
  void bytesThatWereNotAnnouncedCountAsTheyCome() {
    bounds(100, 1_000, 0);
    OpenCall call = open(0);
    open(500);

    assertThat(guard.grow(call, 300)).isTrue();
    assertThat(guard.grow(call, 300)).isFalse();
    assertThat(guard.state().openBytes()).isEqualTo(800);
    guard.leave(call);
    assertThat(guard.state().openBytes()).isEqualTo(500);
  }

  @Test
  void whoWaitsIsLetInInOrder() {
    bounds(1, 10_000, 3);
    OpenCall first = open(0);
    OpenCall second = waiting(0);
    OpenCall third = waiting(0);

    guard.leave(first);
    assertThat(letIn).containsExactly(second);
    guard.leave(second);
    assertThat(letIn).containsExactly(second, third);
    assertThat(guard.state().openCalls()).isEqualTo(1);
  }

  @Test
  void nobodyOvertakesThoseThatWait() {
    bounds(10, 1_000, 3);
    OpenCall first = open(600);
    OpenCall large = waiting(800);
    OpenCall small = waiting(10);

    guard.leave(first);

    assertThat(letIn).containsExactly(large, small);
  }

  @Test
  void whoWaitedLongEnoughIsRefusedOnce() {
    bounds(1, 10_000, 1);
    OpenCall first = open(0);
    OpenCall second = waiting(0);
    assertRefused(0, Reason.OPEN_CALLS);

    now += 499 * MILLI;
    guard.beat();
    assertThat(refused).isEmpty();
    now += MILLI;
    guard.beat();
    guard.beat();
    guard.leave(first);

    assertThat(refused).containsExactly(second);
    assertThat(letIn).isEmpty();
    assertThat(guard.state().refused()).containsEntry(Reason.OPEN_CALLS, 2L);
  }

  @Test
  void whoWasLetInIsNotRefusedAnyMore() {
    bounds(1, 10_000, 1);
    OpenCall first = open(0);
    OpenCall second = waiting(0);
    guard.leave(first);

    now += 1_000 * MILLI;
    guard.beat();

    assertThat(refused).isEmpty();
    assertThat(letIn).containsExactly(second);
  }

  @Test
  void whoComesToAStandingQueueIsRefusedSoon() {
    bounds(1, 10_000, 5);
    open(0);
    waiting(0);
    now += 400 * MILLI;
    OpenCall second = waiting(0);
    now += 101 * MILLI;
    OpenCall third = waiting(0);

    guard.beat();
    assertThat(refused).hasSize(2).contains(second);
    now += 5 * MILLI;
    guard.beat();
    // That nobody waits any more is not because they were served.
    OpenCall fourth = waiting(0);
    now += 5 * MILLI;
    guard.beat();

    assertThat(refused).hasSize(4).endsWith(third, fourth);
  }

  @Test
  void standingQueueStandsUntilNobodyHadToWaitForAsLong() {
    bounds(1, 10_000, 5);
    OpenCall first = open(0);
    waiting(0);
    now += 501 * MILLI;
    OpenCall second = waiting(0);
    guard.leave(first);
    guard.leave(letIn.getFirst());
    assertThat(letIn).endsWith(second);
    waiting(0);
    now += 5 * MILLI;
    guard.beat();
    assertThat(refused).hasSize(1);

    now += 501 * MILLI;
    guard.leave(second);
    open(0);
    waiting(0);
    now += 499 * MILLI;
    guard.beat();

    assertThat(refused).hasSize(1);
  }

  @Test
  void whoWouldNotBeLetInWhileHeMayWaitIsRefusedAtOnce() {
    bounds(80, 10_000, 1_000);
    List<OpenCall> here = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      here.add(open(0));
    }
    for (int i = 0; i < 300; i++) {
      waiting(0);
    }
    // 40 in 250 ms: 80 in the 500 ms that a call may wait.
    here.subList(0, 40).forEach(guard::leave);
    now += 250 * MILLI;

    assertRefused(0, Reason.OPEN_CALLS);
    assertThat(guard.state().queued()).isEqualTo(260);
    here.subList(40, 80).forEach(guard::leave);
    List.copyOf(letIn).forEach(guard::leave);
    List.copyOf(letIn).forEach(guard::leave);
    assertThat(guard.state().queued()).isLessThan(80);
    waiting(0);
  }

  @Test
  void largeCallThatDoesNotFitDoesNotTakeThoseBehindItAlong() {
    bounds(100, 1_000, 10);
    open(900);
    OpenCall large = waiting(500);
    OpenCall small = waiting(50);
    now += 29 * MILLI;
    guard.beat();
    assertThat(refused).isEmpty();

    now += MILLI;
    guard.beat();

    assertThat(refused).containsExactly(large);
    assertThat(letIn).containsExactly(small);
  }

  @Test
  void firstToWaitAfterALongTimeIsNotTakenForAStandingQueue() {
    bounds(1, 10_000, 5);
    OpenCall first = open(0);
    now += 30_000 * MILLI;
    OpenCall second = waiting(0);

    now += 100 * MILLI;
    guard.beat();
    assertThat(refused).isEmpty();
    guard.leave(first);

    assertThat(letIn).containsExactly(second);
  }

  @Test
  void standingQueueThatLapsedIsPatientAgain() {
    bounds(1, 10_000, 5);
    OpenCall first = open(0);
    waiting(0);
    now += 501 * MILLI;
    guard.beat();
    assertThat(refused).hasSize(1);

    now += 501 * MILLI;
    waiting(0);
    now += 100 * MILLI;
    guard.beat();

    assertThat(refused).hasSize(1);
    guard.leave(first);
    assertThat(letIn).hasSize(1);
  }

  @Test
  void callsThatAreOnTheirWayFromTheQueueCountAsWaitingForAProcessor() {
    bounds(5_000, 10_000, 500);
    undoubted();
    guard.beat();
    now += 300 * MILLI;
    List<OpenCall> waiting = new ArrayList<>();
    List<OpenCall> onTheirWay = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      OpenCall call = new OpenCall(0, () -> onTheirWay.add(null), () -> {});
      waiting.add(call);
      assertThat(guard.ask(call)).isEqualTo(Verdict.WAITING);
    }

    for (int i = 0; i < 20; i++) {
      now += 10 * MILLI;
      guard.beat();
    }

    assertThat(onTheirWay).hasSize(guard.state().limit());
    assertThat(onTheirWay.size()).isLessThan(100);
  }

  @Test
  void queueThatWasEmptyOnceIsPatientAgain() {
    bounds(1, 10_000, 5);
    OpenCall first = open(0);
    OpenCall second = waiting(0);
    now += 400 * MILLI;
    guard.leave(first);
    assertThat(letIn).containsExactly(second);
    waiting(0);
    now += 400 * MILLI;

    guard.beat();

    assertThat(refused).isEmpty();
  }

  @Test
  void clientThatLeavesWhileItWaitsMakesRoom() {
    bounds(1, 10_000, 1);
    OpenCall first = open(0);
    OpenCall second = waiting(0);

    guard.leave(second);
    waiting(0);
    guard.leave(first);

    assertThat(letIn).doesNotContain(second);
    assertThat(guard.state().openCalls()).isEqualTo(1);
  }

  @Test
  void callThatLeavesTwiceIsCountedOnce() {
    bounds(2, 10_000, 0);
    OpenCall first = open(5);
    open(5);

    guard.leave(first);
    guard.leave(first);

    assertThat(guard.state().openCalls()).isEqualTo(1);
    assertThat(guard.state().openBytes()).isEqualTo(5);
  }

  @Test
  void callsThatNoProcessorTakesUpKeepOthersOut() {
    bounds(5_000, 10_000, 0);
    for (int i = 0; i < OverloadGuard.UNDOUBTED_PER_PROCESSOR; i++) {
      open(0);
      assertThat(threads.newThread(() -> {})).isNotNull();
    }
    assertThat(guard.state().starting()).isEqualTo(OverloadGuard.UNDOUBTED_PER_PROCESSOR);

    now += Duration.ofSeconds(1).toNanos();

    assertRefused(0, Reason.BUSY);
    while (!processor.isEmpty()) {
      processor.remove().run();
    }
    assertThat(guard.state().starting()).isZero();
    open(0);
  }

  @Test
  void callThatIsTakenUpLetsOneInThatWaits() {
    bounds(5_000, 10_000, 10);
    undoubted();
    for (int i = 0; i < 50; i++) {
      assertThat(threads.newThread(() -> {})).isNotNull();
    }
    now += Duration.ofSeconds(1).toNanos();
    waiting(0);

    while (guard.state().starting() >= guard.state().limit()) {
      assertThat(letIn).isEmpty();
      processor.remove().run();
    }

    assertThat(letIn).hasSize(1);
  }

  @Test
  void fewCallsAreLetInHoweverLateTheProcessorsAre() {
    bounds(5_000, 10_000, 0);
    guard.beat();
    assertThat(threads.newThread(() -> {})).isNotNull();
    now += Duration.ofSeconds(10).toNanos();

    undoubted();

    assertRefused(0, Reason.BUSY);
  }

  @Test
  void loopThatIsLateKeepsOthersOutUntilItIsInTimeAgain() {
    bounds(5_000, 10_000, 1);
    undoubted();
    guard.beat();
    now += Duration.ofMillis(300).toNanos();
    OpenCall first = waiting(0);
    assertRefused(0, Reason.BUSY);

    guard.beat();
    assertThat(letIn).isEmpty();
    now += Duration.ofMillis(10).toNanos();
    guard.beat();

    assertThat(letIn).containsExactly(first);
    open(0);
  }

  @Test
  void editOfTheBoundsLetsInWhoWaits() {
    bounds(1, 10_000, 5);
    open(0);
    OpenCall second = waiting(0);

    bounds(2, 10_000, 5);

    assertThat(letIn).containsExactly(second);
  }

  @Test
  void tenThousandCallsOfAllKindsLeaveNothingBehind() {
    bounds(5, 3_000, 3);
    Random random = new Random(3);
    List<OpenCall> here = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      now += random.nextInt(10_000_000);
      OpenCall call = call(random.nextInt(1_200));
      if (guard.ask(call) != Verdict.REFUSED) {
        here.add(call);
      }
      if (here.size() > random.nextInt(9)) {
        OpenCall some = here.get(random.nextInt(here.size()));
        switch (random.nextInt(3)) {
          case 0 -> guard.grow(some, random.nextInt(500));
          case 1 -> {
            guard.beat();
            here.removeAll(refused);
          }
          default -> {
            guard.leave(some);
            here.remove(some);
          }
        }
      }
      assertThat(guard.state().openCalls()).isBetween(0, 5);
      assertThat(guard.state().openBytes()).isBetween(0L, 3_000L);
      assertThat(guard.state().queued()).isBetween(0, 3);
    }
    here.forEach(guard::leave);

    assertThat(guard.state().openCalls()).isZero();
    assertThat(guard.state().openBytes()).isZero();
    assertThat(guard.state().queued()).isZero();
  }
}
