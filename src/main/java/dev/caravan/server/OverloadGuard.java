package dev.caravan.server;

import dev.caravan.config.GatewaySettings.Limits;
import dev.caravan.config.OverloadSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the edge which calls are let in, so that what is let in is served: by the number of
 * open calls, by the bytes of their bodies, and by how many wait for a processor. Who does not get
 * in at once waits in a queue that is made for bursts. It belongs to the host and outlives
 * generations.
 *
 * <p>Calls that wait for a vendor cost memory and nothing else; what a gateway runs out of first is
 * the processor, and that shows in the time from a call's arrival to the moment when a thread takes
 * it up. See {@link StartLimit}.
 */
public final class OverloadGuard {
  /** Why a call was not let in. */
  public enum Reason {
    /** As many are open as there may be. */
    OPEN_CALLS,
    /** The bodies of those that are open are as long together as they may be. */
    OPEN_BYTES,
    /** Those that are open already keep the processors or the event loop busy. */
    BUSY
  }

  /** What becomes of a call that asks. */
  enum Verdict {
    ADMITTED,
    WAITING,
    REFUSED
  }

  /**
   * What an operator sees.
   *
   * @param limit how many calls may wait for a processor now
   * @param starting how many do
   * @param loopDelayNanos how late the event loop is
   * @param queued calls that wait to be let in
   * @param refused by reason, since the start
   */
  public record State(
      int limit,
      int starting,
      long loopDelayNanos,
      int openCalls,
      int maxOpenCalls,
      long openBytes,
      long maxOpenBytes,
      int queued,
      Map<Reason, Long> refused) {}

  /**
   * So many calls for each processor are let in however late these are: on a machine that others
   * use a processor is late without any fault of the gateway, and so few do it no harm.
   */
  static final int UNDOUBTED_PER_PROCESSOR = 16;

  private final LongSupplier nanos;
  private final int undoubted;
  private final Map<Reason, Long> refused = new EnumMap<>(Reason.class);
  private final StartLimit limit;
  private final LoopDelay loop = new LoopDelay();
  private final WaitingCalls waiting;
  private OverloadSettings settings = OverloadSettings.NONE;
  private long maxRequestBytes = Long.MAX_VALUE;
  private int open;
  private long bytes;
  private int starting;

  /** Let in from the queue, and not yet back on their event loop. */
  private int coming;

  /**
   * A guard that lets everybody in until it is told the bounds.
   *
   * @param processors that its calls share
   * @param nanos the clock
   */
  public OverloadGuard(int processors, LongSupplier nanos) {
    this.nanos = nanos;
    this.undoubted = UNDOUBTED_PER_PROCESSOR * processors;
    this.limit = new StartLimit(processors, settings.startDelay(), nanos.getAsLong());
    this.waiting = new WaitingCalls(settings, nanos.getAsLong());
    for (Reason reason : Reason.values()) {
      refused.put(reason, 0L);
    }
  }

  /** Takes on the bounds of a generation that became the current one; nobody is put out by them. */
  public void apply(OverloadSettings next, Limits limits) {
    List<OpenCall> admitted;
    synchronized (this) {
      settings = next;
      maxRequestBytes = limits.maxRequestBytes();
      limit.apply(next.startDelay());
      waiting.apply(next);
      admitted = admitWaiting();
    }
    admitted.forEach(OpenCall::letIn);
  }

  /** Makes threads of this factory known here: when they are asked for, and when they run. */
  public ThreadFactory watch(ThreadFactory threads) {
    return task -> {
      long asked = starts();
      return threads.newThread(
          () -> {
            began(asked);
            task.run();
          });
    };
  }

  private synchronized long starts() {
    long now = nanos.getAsLong();
    limit.get(starting, now);
    starting++;
    return now;
  }

  private void began(long askedNanos) {
    List<OpenCall> admitted;
    synchronized (this) {
      long now = nanos.getAsLong();
      starting--;
      limit.began(now - askedNanos, starting, now);
      admitted = admitWaiting();
    }
    admitted.forEach(OpenCall::letIn);
  }

  /**
   * The event loop has come to the task that it is asked to run every now and then. Lets in and
   * refuses those that wait.
   */
  void beat() {
    List<OpenCall> admitted = new ArrayList<>();
    List<OpenCall> impatient = new ArrayList<>();
    synchronized (this) {
      long now = nanos.getAsLong();
      loop.beat(now);
      limit.loopDelay(loop.nanos(now));
      waiting.beat(now);
      admitted.addAll(admitWaiting());
      for (OpenCall first = waiting.first(); first != null; first = waiting.first()) {
        Reason obstacle = obstacle(first, 0, now);
        if (!waiting.isImpatient(first, obstacle == Reason.OPEN_BYTES, now)) {
          break;
        }
        waiting.dismiss();
        refuse(first, obstacle);
        impatient.add(first);
        // Where it was too large, those behind it may not be.
        admitted.addAll(admitWaiting());
      }
    }
    admitted.forEach(OpenCall::letIn);
    impatient.forEach(OpenCall::refuse);
  }

  /** Asks for a call to be let in. One that is told to wait is let in later, or gives up. */
  synchronized Verdict ask(OpenCall call) {
    call.reserve(Math.min(call.bytes(), maxRequestBytes));
    long now = nanos.getAsLong();
    if (waiting.isEmpty() && obstacle(call, 0, now) == null) {
      waiting.nobodyWaits(now);
      admit(call);
      return Verdict.ADMITTED;
    }
    if (waiting.size() >= waiting.places(limit.get(starting, now), now)) {
      refuse(call, obstacle(call, 0, now));
      return Verdict.REFUSED;
    }
    waiting.add(call, now);
    return Verdict.WAITING;
  }

  /**
   * More of a body has come whose length was not announced.
   *
   * @return false: the bound is reached, and the call is to be refused
   */
  synchronized boolean grow(OpenCall call, long more) {
    if (call.state() != OpenCall.State.OPEN) {
      return true;
    }
    if (bytes + more > settings.maxOpenBytes()) {
      count(Reason.OPEN_BYTES);
      return false;
    }
    bytes += more;
    call.reserve(call.bytes() + more);
    return true;
  }

  /**
   * A call that waited goes on, on its event loop: once for each that is let in.
   *
   * @return false: it has left meanwhile
   */
  synchronized boolean goesOn(OpenCall call) {
    coming--;
    return call.state() == OpenCall.State.OPEN;
  }

  /** The call's answer has ended, or its client is gone. */
  void leave(OpenCall call) {
    List<OpenCall> admitted;
    synchronized (this) {
      if (call.state() == OpenCall.State.WAITING) {
        waiting.remove(call);
      } else if (call.state() == OpenCall.State.OPEN) {
        open--;
        bytes -= call.bytes();
      }
      call.state(OpenCall.State.GONE);
      admitted = admitWaiting();
    }
    admitted.forEach(OpenCall::letIn);
  }

  /** What is the case now. */
  public synchronized State state() {
    return new State(
        limit.get(starting, nanos.getAsLong()),
        starting,
        loop.nanos(nanos.getAsLong()),
        open,
        settings.maxOpenCalls(),
        bytes,
        settings.maxOpenBytes(),
        waiting.size(),
        Map.copyOf(refused));
  }

  private List<OpenCall> admitWaiting() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    long now = nanos.getAsLong();
    List<OpenCall> admitted = new ArrayList<>();
    for (OpenCall first = waiting.first();
        first != null && obstacle(first, admitted.size(), now) == null;
        first = waiting.first()) {
      waiting.letIn(now);
      admit(first);
      admitted.add(first);
    }
    coming += admitted.size();
    return admitted;
  }

  private void admit(OpenCall call) {
    call.state(OpenCall.State.OPEN);
    open++;
    bytes += call.bytes();
  }

  /**
   * What is in the way.
   *
   * @param admitted those let in just now, whose threads are not asked for yet
   */
  private @Nullable Reason obstacle(OpenCall call, int admitted, long now) {
    if (open >= settings.maxOpenCalls()) {
      return Reason.OPEN_CALLS;
    }
    if (bytes + call.bytes() > settings.maxOpenBytes()) {
      return Reason.OPEN_BYTES;
    }
    if (open < undoubted || !limit.isWarm()) {
      return null;
    }
    boolean late = loop.nanos(now) > settings.startDelay().toNanos();
    if (!late && starting + coming + admitted < limit.get(starting, now)) {
      return null;
    }
    limit.wanted();
    return Reason.BUSY;
  }

  /**
   * Counts a refusal.
   *
   * @param obstacle null: nothing is in its own way, it stood behind others that have to wait
   */
  private void refuse(OpenCall call, @Nullable Reason obstacle) {
    call.state(OpenCall.State.GONE);
    count(obstacle == null ? Reason.BUSY : obstacle);
  }

  private void count(Reason reason) {
    refused.merge(reason, 1L, Long::sum);
  }
}
