package dev.caravan.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The latest calls, a bounded number of them, without locks. */
public final class RecentCalls {
  private final AtomicReferenceArray<CallSummary> ring;
  private final AtomicLong next = new AtomicLong();

  public RecentCalls(int most) {
    this.ring = new AtomicReferenceArray<>(most);
  }

  public void add(CallSummary call) {
    ring.set((int) (next.getAndIncrement() % ring.length()), call);
  }

  /** The latest first. */
  public List<CallSummary> latest(int most) {
    List<CallSummary> calls = new ArrayList<>();
    long end = next.get();
    for (long i = end - 1; i >= 0 && i >= end - ring.length() && calls.size() < most; i--) {
      CallSummary call = ring.get((int) (i % ring.length()));
      if (call != null) {
        calls.add(call);
      }
    }
    return calls;
  }

  public @Nullable CallSummary find(String id) {
    for (int i = 0; i < ring.length(); i++) {
      CallSummary call = ring.get(i);
      if (call != null && call.id().equals(id)) {
        return call;
      }
    }
    return null;
  }
}
