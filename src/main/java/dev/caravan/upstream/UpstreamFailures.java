package dev.caravan.upstream;

import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ClientGoneException;
import dev.caravan.stream.EventTooLargeException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Names what an attempt threw: the one place where exceptions become categories. */
public final class UpstreamFailures {
  private static final int MAX_DEPTH = 20;

  private UpstreamFailures() {}

  /**
   * The failure behind any exception that came out of an upstream route, on the thread that made
   * the call: if the call was cut off, the reason of the cut counts, not the broken connection that
   * followed from it.
   */
  public static UpstreamException of(Throwable thrown) {
    UpstreamException known = find(thrown, UpstreamException.class);
    if (known != null) {
      return known;
    }
    if (find(thrown, CallNotPermittedException.class) != null) {
      return UpstreamException.of(
          ErrorCategory.CIRCUIT_OPEN, "the circuit breaker is open after repeated failures");
    }
    Cutoff cutoff = Cutoff.current();
    ErrorCategory reason = cutoff == null ? null : cutoff.reason();
    if (reason != null) {
      return UpstreamException.of(reason, describe(reason));
    }
    if (find(thrown, ClientGoneException.class) != null) {
      return UpstreamException.of(ErrorCategory.CLIENT_GONE, describe(ErrorCategory.CLIENT_GONE));
    }
    return ofIo(thrown, find(thrown, IOException.class));
  }

  private static UpstreamException ofIo(Throwable thrown, @Nullable IOException io) {
    if (io == null) {
      return UpstreamException.of(ErrorCategory.UNKNOWN, "the answer could not be processed");
    }
    if (find(thrown, KeptConnectionClosedException.class) != null) {
      return UpstreamException.ofKeptConnection(
          "the vendor had closed a connection that was kept open");
    }
    String connecting = ConnectFailures.describe(thrown);
    if (connecting != null) {
      return UpstreamException.of(ErrorCategory.NETWORK, connecting);
    }
    if (io instanceof InterruptedIOException) {
      return UpstreamException.of(ErrorCategory.TIMEOUT, describe(ErrorCategory.TIMEOUT));
    }
    if (io instanceof EventTooLargeException) {
      return UpstreamException.of(
          ErrorCategory.SERVER, "an event of the vendor's stream is too long");
    }
    if (io instanceof ZipException) {
      return UpstreamException.of(ErrorCategory.SERVER, "the vendor's answer is no valid gzip");
    }
    return UpstreamException.of(ErrorCategory.NETWORK, "the connection to the vendor failed");
  }

  private static String describe(ErrorCategory reason) {
    return switch (reason) {
      case TIMEOUT -> "the vendor did not answer in time";
      case DEADLINE -> "the deadline passed";
      case CLIENT_GONE -> "the client closed the connection";
      case NETWORK -> ConnectFailures.LATE;
      case OUTRUN -> "another candidate was faster";
      default -> reason.label();
    };
  }

  static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < MAX_DEPTH; t = t.getCause(), depth++) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
