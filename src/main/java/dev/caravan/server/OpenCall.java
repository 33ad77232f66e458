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
  private long bytes;
  private State state = State.NEW;

  /**
   * A call that has not asked yet.
   *
   * @param bytes the announced length of its body; 0: it has none, or does not say
   * @param whenLetIn run when it was told to wait and may go on now; on any thread, and quick
   */
  OpenCall(long bytes, Runnable whenLetIn) {
    this.bytes = bytes;
    this.whenLetIn = whenLetIn;
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

  void letIn() {
    whenLetIn.run();
  }
}
