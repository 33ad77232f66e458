package dev.caravan.server;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells the operator that calls are refused: the first of them, and every ten seconds how many. */
final class RefusalLog {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanos;
  private final Consumer<String> log;
  private boolean begun;
  private long since;
  private long refused;

  RefusalLog(LongSupplier nanos, Consumer<String> log) {
    this.nanos = nanos;
    this.log = log;
  }

  /** Notes one refusal; at most one line each ten seconds comes of it. */
  void refused(OverloadGuard guard) {
    String line = line(guard);
    if (line != null) {
      log.accept(line);
    }
  }

  private synchronized @org.jspecify.annotations.Nullable String line(OverloadGuard guard) {
    refused++;
    long now = nanos.getAsLong();
    if (begun && now - since < PAUSE_NANOS) {
      return null;
    }
    begun = true;
    since = now;
    OverloadGuard.State state = guard.state();
    String line =
        "overloaded: %d calls refused since the last such line; open %d of %d, bytes %d of %d, waiting for a processor %d of %d"
            .formatted(
                refused,
                state.openCalls(),
                state.maxOpenCalls(),
                state.openBytes(),
                state.maxOpenBytes(),
                state.starting(),
                state.limit());
    refused = 0;
    return line;
  }
}
