package dev.caravan.server;

/** A call as the {@link OverloadGuard} sees it, under whose lock all of it is. */
final class OpenCall {
  /** Where it is on its way. */
  enum State {
    NEW,
    WAITING,
    OPEN,
    GONE
  }

  private final Runnable whenLetIn;
  private final Runnable whenRefused;
  private long bytes;
  private long waitingSinceNanos;
  private State state = State.NEW;

  /**
   * A call that has not asked yet.
   *
   * @param bytes the announced length of its body; 0: it has none, or does not say
   * @param whenLetIn run when it was told to wait and may go on now; on any thread, and quick
   * @param whenRefused likewise, when it has waited too long
   */
  OpenCall(long bytes, Runnable whenLetIn, Runnable whenRefused) {
    this.bytes = bytes;
    this.whenLetIn = whenLetIn;
    this.whenRefused = whenRefused;
  }

  /** Bytes of its body that count. */
  long bytes() {
    return bytes;
  }

  void reserve(long all) {
    bytes = all;
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  /** When it was told to wait. */
  long waitingSinceNanos() {
    return waitingSinceNanos;
  }

  void waitsSince(long nowNanos) {
    state = State.WAITING;
    waitingSinceNanos = nowNanos;
  }

  void letIn() {
    whenLetIn.run();
  }

  void refuse() {
    whenRefused.run();
  }
}
