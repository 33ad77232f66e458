package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.config.Operation;
import dev.caravan.cost.Charge;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.HedgeBudget;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.upstream.UpstreamFailures;
import java.time.Duration;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code hedging}: asks a second candidate where the first is slower to begin than it
 * nearly always is.
 */
public final class Hedging {
  /** Name of the route that asks two. */
  static final String ROUTE = "hedge";

  /** How long a deployment takes nearly always. */
  @FunctionalInterface
  public interface Patience {
    /**
     * By what was seen of it lately.
     *
     * @param stream until its first token, or until its whole answer
     * @return null: too little was seen
     */
    @Nullable Duration of(Candidate candidate, boolean stream);
  }

  private final HedgeBudget budget;
  private final int percent;
  private final Patience patience;
  private final BiFunction<Operation, Candidate, String> routeOf;
  private final HealthRecorder health;

  /**
   * The hedging of one generation.
   *
   * @param percent of the calls that could be hedged
   * @param health told how the slower try ended; the other is the call's
   */
  Hedging(
      HedgeBudget budget,
      int percent,
      Patience patience,
      BiFunction<Operation, Candidate, String> routeOf,
      HealthRecorder health) {
    this.budget = budget;
    this.percent = percent;
    this.patience = patience;
    this.routeOf = routeOf;
    this.health = health;
  }

  /** Whether a second candidate is to stand by while this one is asked. */
  boolean isWanted(Call call, Candidate candidate) {
    if (!candidate.model().hedge()
        || call.front().operation() != Operation.CHAT
        || call.experiment().isShadow()
        || Continuations.isContinued(call)
        || call.attempts().second(System.nanoTime()) == null
        || patience.of(candidate, call.isStream()) == null) {
      return false;
    }
    budget.payIn(percent);
    return true;
  }

  /** Gets both ready. */
  public void begin(Call call, Exchange exchange) {
    Attempts attempts = call.attempts();
    Candidate second = attempts.second(System.nanoTime());
    Duration wait = patience.of(VendorCalls.current(call), call.isStream());
    // What was known a moment ago may be over: then the first one runs alone.
    exchange.setVariable(
        GatewayVariables.RACE,
        new HedgedCall(call, wait == null ? null : second, wait == null ? Duration.ZERO : wait));
  }

  /** Gives the first branch a call of its own. */
  public void first(Exchange exchange) {
    runs(race(exchange).first(), exchange);
  }

  private void runs(HedgedCall.Runner runner, Exchange exchange) {
    Call call = runner.call();
    exchange.setVariable(GatewayVariables.CALL, call);
    exchange.setVariable(GatewayVariables.RUNNER, runner);
    exchange.setVariable(
        GatewayVariables.UPSTREAM,
        routeOf.apply(call.front().operation(), VendorCalls.current(call)));
  }

  /** Waits whether the first is late; then the second begins, if there is budget for it. */
  public void standBy(Exchange exchange) throws InterruptedException {
    HedgedCall race = race(exchange);
    boolean needed = race.isFirstLate() && budget.take();
    exchange.setVariable(GatewayVariables.TRY_NEXT, needed);
    if (needed) {
      runs(race.startSecond(), exchange);
    }
  }

  /** One of both has a whole answer, or has sent it. */
  public void answered(Exchange exchange) {
    HedgedCall.Runner runner = runner(exchange);
    HedgedCall race = race(exchange);
    runner.call().vendor().end(System.nanoTime());
    race.over(
        runner,
        race.wins(runner)
            ? null
            : UpstreamException.of(ErrorCategory.OUTRUN, "another candidate was faster"));
  }

  /** One of both failed, or was cut. */
  public void failed(Exchange exchange) {
    HedgedCall.Runner runner = runner(exchange);
    Throwable thrown = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    UpstreamException failure =
        UpstreamFailures.of(thrown)
            .without(VendorCalls.current(runner.call()).deployment().provider().apiKeys());
    runner.call().vendor().end(System.nanoTime());
    race(exchange).over(runner, failure);
  }

  /**
   * Gives the call the answer of the faster one, and notes what became of the other.
   *
   * @throws UpstreamException if neither answered, or the one that had begun broke off
   */
  public void finish(Exchange exchange) {
    HedgedCall race = race(exchange);
    Call call = race.parent();
    // The multicast leaves the variables of one of its branches.
    exchange.setVariable(GatewayVariables.CALL, call);
    exchange.removeVariable(GatewayVariables.RACE);
    exchange.removeVariable(GatewayVariables.RUNNER);
    HedgedCall.Runner first = race.first();
    HedgedCall.Runner second = race.second();
    HedgedCall.Runner answering = race.winner();
    if (answering == null) {
      answering = second == null ? first : second;
    }
    long now = System.nanoTime();
    if (second != null) {
      HedgedCall.Runner other = answering == first ? second : first;
      UpstreamException lost = other.failure();
      UpstreamException because =
          lost == null ? UpstreamException.of(ErrorCategory.OUTRUN, "was slower") : lost;
      if (answering == first) {
        call.attempts().secondFailed(second.call().attempts(), because, now);
      } else {
        call.attempts().secondGoesOn(second.call().attempts(), because, now);
      }
      health.ended(other.call(), because, now);
      bill(call, other, because);
    }
    call.adopt(answering.call());
    UpstreamException failure = answering.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /** What the slower one cost: as its vendor said, else its prompt, if that was sent at all. */
  private static void bill(Call call, HedgedCall.Runner other, UpstreamException because) {
    Call fork = other.call();
    if (fork.charges().isEmpty()
        && because.category() == ErrorCategory.OUTRUN
        && fork.vendor().wasSent()) {
      TokenCounter counter =
          TokenCounter.forModel(VendorCalls.current(fork).deployment().vendorModel());
      fork.charge(Usage.estimated(counter.countPrompt(call.request()), 0), Charge.Purpose.HEDGE);
    }
    for (Charge charge : fork.charges()) {
      call.charge(charge.as(Charge.Purpose.HEDGE));
    }
  }

  private static HedgedCall race(Exchange exchange) {
    return exchange.getVariable(GatewayVariables.RACE, HedgedCall.class);
  }

  private static HedgedCall.Runner runner(Exchange exchange) {
    return exchange.getVariable(GatewayVariables.RUNNER, HedgedCall.Runner.class);
  }
}
