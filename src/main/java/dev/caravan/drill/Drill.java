package dev.caravan.drill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Substitution;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the same requests at the same times to a gateway and, without it, to the vendor that it
 * asks first. Both see the same faults. Requests arrive whether or not earlier ones are answered.
 */
public final class Drill implements AutoCloseable {
  /** More are not under way at once, on either side; beyond, requests wait and are counted late. */
  private static final int MOST_OPEN = 4_000;

  /** Real time that the gateway gets beyond its deadline before the client gives up on it. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int WARM_UP = 300;
  private static final int WARM_UP_OPEN = 16;

  /** No request of the drill has such a number, and no cache an answer to one. */
  private static final long WARM_UP_NUMBERS = 900_000_000;

  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

  private final DrillScript script;
  private final long seed;
  private final DrillClock clock;
  private final SimulatedVendors vendors;
  private final DrillClient client;
  private final Queue<Sample> direct = new ConcurrentLinkedQueue<>();
  private final Queue<Sample> throughGateway = new ConcurrentLinkedQueue<>();
  private final RuleCounts rules = new RuleCounts();
  private final Semaphore open = new Semaphore(2 * MOST_OPEN);
  private final AtomicLong latest = new AtomicLong();
  private final AtomicReference<@Nullable Exception> broken = new AtomicReference<>();

  /**
   * Gets ready: the vendors start when a gateway reads its configuration.
   *
   * @param requests how many; what the script says where it is 0
   * @param rate how many a second; likewise
   * @param speed how many times as fast as life, from 1
   */
  public Drill(DrillScript script, int requests, double rate, int speed, long seed) {
    DrillScript.Load load =
        script
            .load()
            .with(
                requests == 0 ? script.load().requests() : requests,
                rate == 0 ? script.load().rate() : rate);
    this.script =
        new DrillScript(script.goals(), load, script.first(), script.others(), script.named());
    this.seed = seed;
    this.clock = new DrillClock(System::nanoTime, speed);
    this.vendors = new SimulatedVendors(this.script, seed, clock);
    this.client = new DrillClient(System::nanoTime, load.answerTokens());
  }

  /** What the gateway is to be started with. */
  public Substitution substitution() {
    return vendors;
  }

  /**
   * Runs it.
   *
   * @param port of the gateway on loopback
   * @param progress told about once a second how many requests were sent
   */
  public Report run(int port, IntConsumer progress) throws InterruptedException {
    String gateway = "http://127.0.0.1:" + port;
    DrillChain chain = vendors.chain();
    warmUp(gateway, chain);
    List<Arrival> arrivals = Arrival.draw(script.load(), seed);
    CountDownLatch over = new CountDownLatch(2 * arrivals.size());
    Duration patience = Duration.ofNanos(clock.real(script.load().clientTimeout()));
    Duration gatewayPatience = Duration.ofNanos(clock.real(chain.deadline())).plus(GRACE);
    clock.begin();
    long told = 0;
    for (Arrival arrival : arrivals) {
      waitUntil(clock.real(arrival.at()));
      open.acquire(2);
      latest.accumulateAndGet(clock.real() - clock.real(arrival.at()), Math::max);
      start(over, open, () -> askDirectly(chain, arrival, patience));
      start(over, open, () -> askGateway(gateway, chain, arrival, gatewayPatience));
      if (clock.real() - told > PROGRESS_EVERY.toNanos()) {
        told = clock.real();
        progress.accept(arrival.number() + 1);
      }
    }
    over.await();
    requireWhole();
    progress.accept(arrivals.size());
    return report(chain);
  }

  /** Classes are loaded and compiled, and connections made, before anything is measured. */
  private void warmUp(String gateway, DrillChain chain) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(2 * WARM_UP);
    Semaphore few = new Semaphore(WARM_UP_OPEN);
    for (int i = 0; i < WARM_UP; i++) {
      boolean stream = i % 2 == 0;
      long number = WARM_UP_NUMBERS + i;
      few.acquire(2);
      start(
          over,
          few,
          () -> warm(vendors.direct().baseUrl(), chain.first().vendorModel(), number, stream));
      start(over, few, () -> warm(gateway + "/v1", chain.model().name(), number, stream));
    }
    over.await();
  }

  private void warm(String baseUrl, String model, long number, boolean stream)
      throws InterruptedException {
    var unused = client.ask(baseUrl, DrillPrompt.request(model, number, stream), GRACE);
  }

  /** A request that the drill itself could not make would be missing from every figure. */
  private void requireWhole() {
    Exception first = broken.get();
    if (first != null) {
      throw new IllegalStateException("the drill itself failed", first);
    }
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private void start(CountDownLatch over, Semaphore open, Step step) {
    Thread.startVirtualThread(
        () -> {
          try {
            step.run();
          } catch (InterruptedException | RuntimeException e) {
            broken.compareAndSet(null, e);
          } finally {
            open.release();
            over.countDown();
          }
        });
  }

  private void waitUntil(long realNanos) throws InterruptedException {
    for (long left = realNanos - clock.real(); left > 0; left = realNanos - clock.real()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void askDirectly(DrillChain chain, Arrival arrival, Duration patience)
      throws InterruptedException {
    ObjectNode request =
        DrillPrompt.request(chain.first().vendorModel(), arrival.number(), arrival.stream());
    long start = clock.real();
    Reply reply = client.ask(vendors.direct().baseUrl(), request, patience);
    direct.add(new Sample(arrival, start, reply));
  }

  private void askGateway(String gateway, DrillChain chain, Arrival arrival, Duration patience)
      throws InterruptedException {
    ObjectNode request =
        DrillPrompt.request(chain.model().name(), arrival.number(), arrival.stream());
    long start = clock.real();
    Reply reply = client.ask(gateway + "/v1", request, patience);
    String id = reply.told().requestId();
    if (id != null && (!reply.isAnswer() || reply.tookMoreThanOneTry())) {
      rules.add(client.tries(gateway, id));
    }
    throughGateway.add(
        new Sample(
            arrival,
            start,
            reply.told().degraded()
                ? new Reply("degraded reply", reply.firstNanos(), reply.nanos(), reply.told())
                : reply));
  }

  private Report report(DrillChain chain) {
    return new Reporting(script, seed, clock, vendors, chain)
        .report(direct, throughGateway, rules, Duration.ofNanos(latest.get()));
  }

  @Override
  public void close() {
    client.close();
    vendors.close();
  }
}
