package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ClientGoneException;
import dev.caravan.stream.ResponseSink;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Two candidates that are asked for the same answer. The first event with meaning, or the first
 * whole answer, decides; the other one is cut at that moment.
 */
final class HedgedCall {
  /** One of the two. */
  final class Runner implements ResponseSink {
    private final Call call;
    private @Nullable UpstreamException failure;
    private boolean over;
    private boolean begun;

    private Runner(Attempts tries) {
      call = parent.fork(tries, this);
      parent.sink().onGone(() -> call.vendor().cut(ErrorCategory.CLIENT_GONE));
    }

    Call call() {
      return call;
    }

    @Nullable UpstreamException failure() {
      return failure;
    }

    @Override
    public void answer(int status, Map<String, String> headers, byte[] body) {
      throw new IllegalStateException("only the call itself sends whole answers");
    }

    /** The commit point of the race. */
    @Override
    public void begin(String contentType, Map<String, String> headers) throws ClientGoneException {
      if (!wins(this)) {
        throw UpstreamException.of(ErrorCategory.OUTRUN, "another candidate was faster");
      }
      begun = true;
      headers.put("x-caravan-attempts", Integer.toString(vendorCalls()));
      parent.sink().begin(contentType, headers);
    }

    @Override
    public void write(byte[] bytes) throws ClientGoneException {
      parent.sink().write(bytes);
    }

    @Override
    public void end() {
      parent.sink().end();
    }

    @Override
    public boolean hasBegun() {
      return begun;
    }

    @Override
    public int events() {
      return parent.sink().events();
    }

    @Override
    public boolean isGone() {
      return parent.sink().isGone();
    }

    @Override
    public void onGone(Runnable action) {
      parent.sink().onGone(action);
    }
  }

  private final Call parent;
  private final @Nullable Candidate secondCandidate;
  private final Duration patience;
  private final Runner first;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Runner second;
  private @Nullable Runner winner;

  /**
   * A call whose first candidate is being asked from now on.
   *
   * @param secondCandidate who may be asked beside it; null: nobody
   * @param patience how long the first may take before the second is asked
   */
  HedgedCall(Call parent, @Nullable Candidate secondCandidate, Duration patience) {
    this.parent = parent;
    this.secondCandidate = secondCandidate;
    this.patience = patience;
    this.first = new Runner(parent.attempts().ofCurrent());
  }

  /** The call that both answer. */
  Call parent() {
    return parent;
  }

  Runner first() {
    return first;
  }

  /** The second one; null: it was not asked. */
  @Nullable Runner second() {
    lock.lock();
    try {
      return second;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the first candidate has shown something, or has failed, or is late.
   *
   * @return whether it is late
   */
  boolean isFirstLate() throws InterruptedException {
    if (secondCandidate == null) {
      return false;
    }
    long left = patience.toNanos();
    lock.lock();
    try {
      while (winner == null && !first.over && left > 0) {
        left = changed.awaitNanos(left);
      }
      return winner == null && !first.over;
    } finally {
      lock.unlock();
    }
  }

  /** The second candidate is asked from now on. */
  Runner startSecond() {
    Candidate candidate = Objects.requireNonNull(secondCandidate, "nobody stands by");
    lock.lock();
    try {
      Runner runner = new Runner(parent.attempts().ofSecond(candidate, System.nanoTime()));
      second = runner;
      if (winner != null) {
        runner.call.vendor().cut(ErrorCategory.OUTRUN);
      }
      return runner;
    } finally {
      lock.unlock();
    }
  }

  /** Notes the end of one of the two. */
  void over(Runner runner, @Nullable UpstreamException failure) {
    lock.lock();
    try {
      runner.failure = failure;
      runner.over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether this one answers: the first that asks does, and the other is cut. */
  boolean wins(Runner runner) {
    Runner loser;
    lock.lock();
    try {
      if (winner != null) {
        return winner == runner;
      }
      winner = runner;
      loser = runner == first ? second : first;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (loser != null) {
      loser.call.vendor().cut(ErrorCategory.OUTRUN);
    }
    return true;
  }

  /** Who answers, or has begun to; null: both failed before that. */
  @Nullable Runner winner() {
    lock.lock();
    try {
      return winner;
    } finally {
      lock.unlock();
    }
  }

  private int vendorCalls() {
    return parent.attempts().vendorCalls() + (second() == null ? 0 : 1);
  }
}
