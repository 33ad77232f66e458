package dev.caravan.call;

import dev.caravan.resilience.AttemptSample;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.upstream.AttemptTimers;
import dev.caravan.upstream.Cutoff;
import dev.caravan.upstream.ProviderPools;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's side of a call: how the vendor of the running or last attempt is spoken to, the
 * clock of that attempt, and what the vendor said of itself.
 */
public final class VendorSide {
  private volatile @Nullable Cutoff cutoff;
  private volatile @Nullable ErrorCategory over;
  private @Nullable Exchanged exchanged;
  private List<String> warnings = List.of();
  private @Nullable AttemptTimers timers;
  private ProviderPools.@Nullable Permit permit;
  private boolean sent;
  private volatile @Nullable Thread pausing;
  private long sinceNanos;
  private long nanos;
  private long endedNanos;
  private long firstTokenNanos;
  private Map<String, String> headers = Map.of();

  /** A side that vendors have taken no time of yet. */
  public VendorSide() {
    this(0);
  }

  /**
   * The side of one of two attempts that are made at the same time.
   *
   * @param nanosBefore what the call's vendors took before
   */
  VendorSide(long nanosBefore) {
    nanos = nanosBefore;
  }

  /** Nobody waits for vendors any more: cuts the running call, or the next one as it begins. */
  public void cut(ErrorCategory because) {
    over = because;
    LockSupport.unpark(pausing);
    Cutoff running = cutoff;
    if (running != null) {
      running.cut(because);
    }
  }

  /**
   * Waits before the next attempt, unless it is cut meanwhile.
   *
   * @param pause how long at most
   */
  public void pause(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    pausing = Thread.currentThread();
    long left = end - System.nanoTime();
    while (over == null && left > 0) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
    pausing = null;
  }

  /** Whether the vendor that was called last may have seen anything of the request. */
  public boolean wasSent() {
    return sent;
  }

  /** Another deployment is asked next: what the last one said is not its. */
  public void turn() {
    headers = Map.of();
    firstTokenNanos = 0;
  }

  /** Why nobody waits for vendors any more; null: somebody does. */
  public @Nullable ErrorCategory over() {
    return over;
  }

  /** How the vendor is spoken to that is asked next, if it is asked for a chat. */
  public void speaks(Exchanged with) {
    exchanged = with;
  }

  /** The right to call a vendor, given back at the {@link #end}. */
  public void holds(ProviderPools.Permit taken) {
    release();
    permit = taken;
  }

  private void release() {
    ProviderPools.Permit held = permit;
    if (held != null) {
      held.close();
      permit = null;
    }
  }

  /**
   * A vendor is being called from now on.
   *
   * @param left what of the request had to be left out, a line for each parameter; may grow
   */
  public void begin(List<String> left, Cutoff switching, AttemptTimers clock, long nowNanos) {
    warnings = left;
    timers = clock;
    sinceNanos = nowNanos;
    firstTokenNanos = 0;
    headers = Map.of();
    cutoff = switching;
    ErrorCategory because = over;
    if (because != null) {
      // That came while there was nothing to cut.
      switching.cut(because);
    }
  }

  /** The first event with meaning came. */
  public void firstToken(long nowNanos) {
    firstTokenNanos = nowNanos - sinceNanos;
  }

  /**
   * What the attempt tells that is just over, or just ended.
   *
   * @param category what failed; null: it answered
   */
  public AttemptSample sample(
      @Nullable ErrorCategory category, boolean stream, long completionTokens, long nowNanos) {
    long end = cutoff == null ? endedNanos : nowNanos;
    return new AttemptSample(category, stream, firstTokenNanos, end - sinceNanos, completionTokens);
  }

  /** The vendor's part is over, whatever came of it. */
  public void end(long nowNanos) {
    release();
    Cutoff running = cutoff;
    if (running != null) {
      running.finish();
      sent = running.isSent();
      timers().stop();
      nanos += nowNanos - sinceNanos;
      endedNanos = nowNanos;
      cutoff = null;
    }
  }

  /** How the vendor that is being called, or was called last, is spoken to. */
  public Exchanged exchanged() {
    Exchanged with = exchanged;
    if (with == null) {
      throw new IllegalStateException("no vendor is being called");
    }
    return with;
  }

  /** The answer is that of an earlier request, which had to leave this out. */
  void warnings(List<String> earlier) {
    warnings = earlier;
  }

  /** What the last request to a vendor had to leave out, a line for each parameter. */
  public List<String> warnings() {
    return warnings;
  }

  public AttemptTimers timers() {
    AttemptTimers clock = timers;
    if (clock == null) {
      throw new IllegalStateException("no vendor is being called");
    }
    return clock;
  }

  /** Time that vendors took so far, which is no overhead of the gateway. */
  public long nanos(long nowNanos) {
    return nanos + (cutoff == null ? 0 : nowNanos - sinceNanos);
  }

  /** The vendor's request id and rate-limit headers, by lower-case name. */
  public Map<String, String> headers() {
    return headers;
  }

  public void headers(Map<String, String> kept) {
    headers = kept;
  }
}
