package dev.caravan.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.TimeScale;
import dev.caravan.drill.VendorSchedule.Drawn;
import dev.caravan.drill.VendorScript.Outage;
import dev.caravan.sandbox.ExpectedAnswer;
import dev.caravan.sandbox.SandboxBehaviour;
import dev.caravan.sandbox.SandboxFault;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Schedule;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A vendor on a port of loopback that behaves by its schedule, and keeps book of what it was asked.
 */
final class SimulatedVendor implements Schedule, AutoCloseable {
  private static final long NEVER = -1;

  private final String name;
  private final DrillClock clock;
  private final TimeScale scale;
  private final SandboxServer server;
  private final AtomicIntegerArray attempts;
  private final AtomicLongArray answered;
  private final AtomicLong probes = new AtomicLong();
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Map<Outage, Long> firstFailures = new ConcurrentHashMap<>();
  private final Billing billing = new Billing();
  private volatile @Nullable VendorSchedule schedule;

  /**
   * Starts it; it answers at once while it has no schedule and before the drill has begun.
   *
   * @param name the provider that it stands for
   * @param requests how many numbers requests may have
   */
  SimulatedVendor(Vertx vertx, String name, int requests, DrillClock clock) {
    this.name = name;
    this.clock = clock;
    this.scale = new TimeScale(clock.speed());
    this.attempts = new AtomicIntegerArray(requests);
    this.answered = new AtomicLongArray(requests);
    for (int i = 0; i < requests; i++) {
      answered.set(i, NEVER);
    }
    this.server = SandboxServer.start(vertx, this);
  }

  void follow(VendorSchedule script) {
    schedule = script;
  }

  String baseUrl() {
    return server.baseUrl();
  }

  @Override
  public SandboxBehaviour answer(String model, JsonNode request) {
    VendorSchedule script = schedule;
    if (script == null || !clock.hasBegun()) {
      return SandboxBehaviour.IMMEDIATE;
    }
    long number = DrillPrompt.number(request);
    boolean known = number >= 0 && number < attempts.length();
    Duration now = clock.now();
    Drawn drawn =
        known
            ? script.draw(number, attempts.getAndIncrement((int) number), now)
            : script.draw(DrillPrompt.NONE, (int) probes.getAndIncrement(), now);
    if (known) {
      note((int) number, now, drawn);
    }
    if (request.isObject()) {
      bill(model, request, drawn.behaviour());
    }
    return scale.faster(drawn.behaviour());
  }

  @Override
  public SandboxBehaviour models() {
    VendorSchedule script = schedule;
    return script == null || !clock.hasBegun()
        ? SandboxBehaviour.IMMEDIATE
        : scale.faster(
            script.draw(DrillPrompt.NONE, (int) probes.getAndIncrement(), clock.now()).behaviour());
  }

  private void note(int number, Duration now, Drawn drawn) {
    calls.increment();
    if (drawn.isAnswer()) {
      answered.set(number, now.toNanos());
      return;
    }
    failures.increment();
    Outage outage = drawn.outage();
    if (outage != null) {
      // An answer that is cut fails when the outage begins, not when it was asked for.
      long failed = Math.max(now.toNanos(), outage.from().toNanos());
      firstFailures.merge(outage, failed, Math::min);
    }
  }

  /** Vendors take money for what they say; for a call without a token nobody pays. */
  private void bill(String model, JsonNode request, SandboxBehaviour behaviour) {
    SandboxFault fault = behaviour.fault();
    boolean whole = fault.equals(SandboxFault.NONE);
    boolean part = fault.kind() != SandboxFault.Kind.STATUS && fault.argument() > 0;
    if (whole || part) {
      ExpectedAnswer answer = ExpectedAnswer.to(request, behaviour.tokens());
      int said =
          whole ? answer.completionTokens() : Math.min(fault.argument(), answer.completionTokens());
      billing.add(new Billing.Seller(name, model), answer.promptTokens(), said);
    }
  }

  /** Calls for requests of the drill. */
  long calls() {
    return calls.sum();
  }

  /** Those of them that it failed. */
  long failures() {
    return failures.sum();
  }

  /** Calls for anything else: probes of its health. */
  long probes() {
    return probes.get();
  }

  Billing billing() {
    return billing;
  }

  /** When it was asked a request that it answered; null: it did not. */
  @Nullable Duration answered(int number) {
    long nanos = answered.get(number);
    return nanos == NEVER ? null : Duration.ofNanos(nanos);
  }

  /** When the first call of an outage failed; null: none did. */
  @Nullable Duration firstFailure(Outage outage) {
    Long nanos = firstFailures.get(outage);
    return nanos == null ? null : Duration.ofNanos(nanos);
  }

  @Override
  public void close() {
    server.close();
  }
}
