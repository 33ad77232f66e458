package dev.caravan.server;

import dev.caravan.config.OverloadSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait to be let in, first come, first served, and for how long they may. Not
 * thread-safe; times are nanoseconds of one clock.
 */
final class WaitingCalls {
  private final Deque<OpenCall> calls = new ArrayDeque<>();
  private final QueuePatience patience;
  private final QueuePace pace;
  private OverloadSettings settings;

  WaitingCalls(OverloadSettings settings, long nowNanos) {
    this.settings = settings;
    this.patience = new QueuePatience(nowNanos);
    this.pace = new QueuePace(nowNanos);
  }

  void apply(OverloadSettings next) {
    settings = next;
  }

  int size() {
    return calls.size();
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Who has waited longest; null: nobody waits. */
  @Nullable OpenCall first() {
    return calls.peek();
  }

  void add(OpenCall call, long nowNanos) {
    if (calls.isEmpty()) {
      pace.idle(nowNanos);
    }
    call.waitsSince(nowNanos);
    calls.add(call);
  }

  /** The first one goes on. */
  void letIn(long nowNanos) {
    calls.remove();
    pace.letIn();
    if (calls.isEmpty()) {
      patience.workedOff(nowNanos);
    }
  }

  /** The first one has waited too long. */
  void dismiss() {
    calls.remove();
  }

  /** Its client is gone. */
  void remove(OpenCall call) {
    calls.remove(call);
  }

  /** Somebody came and did not have to wait. */
  void nobodyWaits(long nowNanos) {
    patience.workedOff(nowNanos);
  }

  /** To be told now and then. */
  void beat(long nowNanos) {
    if (!calls.isEmpty()) {
      patience.waits(nowNanos);
    }
  }

  /**
   * How many may wait for somebody who has to: as many as will be let in in time, and those who may
   * begin next.
   *
   * @param next how many may begin at once
   */
  int places(int next, long nowNanos) {
    long most = settings.maxWait().toNanos();
    if (calls.isEmpty()) {
      patience.nobodyWaited(most, nowNanos);
    }
    boolean stands = patience.stands(most, nowNanos);
    patience.waits(nowNanos);
    int inTime = stands || calls.isEmpty() ? 0 : pace.within(most, nowNanos);
    return Math.min(settings.queueSize(), Math.max(inTime, next));
  }

  /**
   * Whether the first one has waited long enough.
   *
   * @param isTooLarge whether nothing but its size is in its way
   */
  boolean isImpatient(OpenCall first, boolean isTooLarge, long nowNanos) {
    long most = patience.nanos(settings.maxWait().toNanos(), nowNanos);
    if (isTooLarge) {
      most = Math.min(most, QueuePatience.LARGE_NANOS);
    }
    return nowNanos - first.waitingSinceNanos() >= most;
  }
}
