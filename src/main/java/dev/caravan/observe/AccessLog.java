package dev.caravan.observe;

import dev.caravan.call.Escalation;
import dev.caravan.config.GatewaySettings.AccessLog.Format;
import dev.caravan.cost.Cost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line a call to the logger {@code caravan.access}. Calls leave what is known of them in
 * a bounded queue; one thread makes lines of it, so that no call waits for a clock, a lock or the
 * disk. It looks every few milliseconds instead of being woken for each line. If the queue is full,
 * the call that finds it so writes it out: nothing is lost.
 */
public final class AccessLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("caravan.access");
  private static final int CAPACITY = 8_192;
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private record Line(CallSummary call, Format format) {}

  private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Thread writer = new Thread(this::run, "caravan-access-log");
  private volatile boolean closed;

  /** An open log, with its thread. */
  public static AccessLog open() {
    AccessLog log = new AccessLog();
    log.writer.setDaemon(true);
    log.writer.start();
    return log;
  }

  private AccessLog() {}

  public void write(CallSummary call, Format format) {
    Line line = new Line(call, format);
    while (closed || !queue.offer(line)) {
      drain();
      if (closed) {
        log(line);
        return;
      }
    }
  }

  private void run() {
    while (!closed) {
      if (!drain()) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }
    drain();
  }

  /** Writes what is there; false if there was nothing. */
  private synchronized boolean drain() {
    List<Line> lines = new ArrayList<>();
    queue.drainTo(lines);
    lines.forEach(AccessLog::log);
    return !lines.isEmpty();
  }

  private static void log(Line line) {
    LOG.info(line.format == Format.JSON ? line.call.toJson().toString() : text(line.call));
  }

  private static String text(CallSummary call) {
    Cost cost = call.cost();
    StringBuilder line = new StringBuilder(300);
    line.append("time=").append(call.time());
    line.append(" id=").append(call.id());
    line.append(" api=").append(call.api());
    line.append(" status=").append(call.status());
    line.append(" outcome=").append(call.outcome());
    line.append(" model=").append(call.model());
    line.append(" provider=").append(call.provider());
    line.append(" rule=").append(call.rule());
    line.append(" stream=").append(call.stream());
    line.append(" cache=").append(call.cache());
    line.append(" prompt=").append(call.usage().prompt());
    line.append(" completion=").append(call.usage().completion());
    line.append(" cost=");
    line.append(cost == null ? "unpriced" : cost.amount().toPlainString() + cost.currency());
    line.append(" ms=").append(call.latencyMillis());
    line.append(" first_token_ms=").append(call.firstTokenMillis());
    line.append(" attempts=").append(call.attempts());
    line.append(" fallbacks=").append(call.fallbacks());
    line.append(" resumed=").append(call.resumptions().size());
    if (!call.verdicts().isEmpty()) {
      line.append(" judged=");
      line.append(
          call.verdicts().stream()
              .map(Escalation.Verdict::result)
              .collect(Collectors.joining(",")));
      line.append(call.rejectedGiven() ? " rejected_given=true" : "");
    }
    String split = call.tags().get("split");
    if (split != null) {
      line.append(" split=").append(split);
    }
    if (call.shadowOf() != null) {
      line.append(" shadow_of=").append(call.shadowOf());
    }
    return line.toString();
  }

  /** Writes what is left. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    drain();
  }
}
