package dev.caravan.sandbox;

import dev.caravan.cost.TokenPiece;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/** Sends a streamed answer token by token, at its pace and no faster than the client reads. */
final class AnswerStream {
  /** Without an interval, events are put together up to so many characters for one write. */
  private static final int WRITE_CHARACTERS = 16 * 1024;

  private final SandboxCall call;
  private final SandboxAnswer answer;
  private final SandboxFault fault;
  private final StreamEvents events;
  private final long intervalNanos;
  private final int lastPiece;
  private final StringBuilder pending = new StringBuilder();
  private int next;
  private long due;

  AnswerStream(SandboxCall call, SandboxAnswer answer, SandboxBehaviour behaviour) {
    this.call = call;
    this.answer = answer;
    this.fault = behaviour.fault();
    this.events = new StreamEvents(answer);
    this.intervalNanos = behaviour.tokenInterval().toNanos();
    this.lastPiece = piecesBeforeFault(answer.pieces(), fault);
  }

  /** A fault happens once its tokens are out, or in place of the finish reason if it is late. */
  private static int piecesBeforeFault(List<TokenPiece> pieces, SandboxFault fault) {
    return fault.is(SandboxFault.Kind.NONE)
        ? pieces.size()
        : TextPieces.atMost(fault.argument(), pieces).size();
  }

  /** The head must be set; nothing may have been written. */
  void begin() {
    for (int choice = 0; choice < answer.request().choices(); choice++) {
      events.role(choice, pending);
    }
    due = System.nanoTime();
    proceed();
  }

  private void proceed() {
    while (!call.isOver()) {
      if (next == lastPiece) {
        end();
        return;
      }
      sendPiece(answer.pieces().get(next++));
      boolean paused = intervalNanos > 0 && next < lastPiece;
      if (paused || pending.length() >= WRITE_CHARACTERS) {
        call.response().write(taken());
        if (call.response().writeQueueFull()) {
          proceedWhenRead();
          return;
        }
        if (paused) {
          due += intervalNanos;
          call.after(untilDue(), this::proceed);
          return;
        }
      }
    }
  }

  private void sendPiece(TokenPiece piece) {
    for (int choice = 0; choice < answer.request().choices(); choice++) {
      events.piece(choice, piece, pending);
    }
  }

  private void proceedWhenRead() {
    call.response()
        .drainHandler(
            drained -> {
              call.response().drainHandler(null);
              due = System.nanoTime();
              proceed();
            });
  }

  /** At least a millisecond, so that a stream which is late does not hold up the others. */
  private Duration untilDue() {
    return Duration.ofMillis(Math.max(1, Math.round((due - System.nanoTime()) / 1e6)));
  }

  private void end() {
    switch (fault.kind()) {
      case RESET -> call.reset(taken());
      case STALL -> call.response().write(taken());
      case CUT -> call.end(taken());
      default -> {
        for (int choice = 0; choice < answer.request().choices(); choice++) {
          events.finish(choice, pending);
        }
        if (answer.request().includeUsage()) {
          events.usage(pending);
        }
        pending.append(StreamEvents.DONE);
        call.end(taken());
      }
    }
  }

  private Buffer taken() {
    Buffer buffer = Buffer.buffer(pending.toString());
    pending.setLength(0);
    return buffer;
  }
}
