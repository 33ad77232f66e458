package dev.caravan.camel;

import dev.caravan.api.ApiException;
import dev.caravan.call.Call;
import dev.caravan.config.Operation;
import dev.caravan.resilience.Begun;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.FinalFailure;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.resume.ResumableStream;
import dev.caravan.upstream.UpstreamFailures;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code dispatcher}: keeps the count of a call's tries while the route does the trying.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger("caravan");

  private final BiFunction<Operation, Candidate, String> routeOf;
  private final Hedging hedging;
  private final HealthRecorder health;

  /**
   * A dispatcher for one generation.
   *
   * @param routeOf name of the upstream route of a candidate, by what is asked
   * @param health told how each try ended
   */
  Dispatcher(
      BiFunction<Operation, Candidate, String> routeOf, Hedging hedging, HealthRecorder health) {
    this.routeOf = routeOf;
    this.hedging = hedging;
    this.health = health;
  }

  /** Gets ready for the first try, and for that of the call's shadow. */
  public void prepare(Call call, Exchange exchange) {
    Call shadow = call.experiment().shadow();
    if (shadow != null) {
      exchange.setVariable(GatewayVariables.SHADOW, shadow);
    }
    exchange.setVariable(GatewayVariables.TRY_NEXT, call.attempts().hasNext(System.nanoTime()));
  }

  /** Begins the next try and names its route. */
  public void begin(Call call, Exchange exchange) {
    Candidate candidate = call.attempts().begin(System.nanoTime());
    call.vendor().turn();
    exchange.setVariable(
        GatewayVariables.UPSTREAM,
        hedging.isWanted(call, candidate)
            ? Hedging.ROUTE
            : routeOf.apply(call.front().operation(), candidate));
  }

  /** Notes the answer: nobody else is asked. */
  public void succeeded(Call call, Exchange exchange) {
    long now = System.nanoTime();
    call.attempts().succeeded(now);
    health.ended(call, null, now);
    call.vendor().end(now);
    exchange.setVariable(GatewayVariables.TRY_NEXT, false);
    exchange.setVariable(GatewayVariables.ANSWERED, true);
  }

  /**
   * Notes a failed try, and by its class whether the same deployment is asked again, after which
   * pause, or somebody else, or nobody.
   */
  public void failed(Call call, Exchange exchange) {
    Throwable thrown = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    Candidate tried = call.attempts().current();
    UpstreamException failure =
        Escalations.asJudged(
            call,
            tried,
            UpstreamFailures.of(thrown)
                .without(tried == null ? List.of() : tried.deployment().provider().apiKeys()));
    long now = System.nanoTime();
    call.attempts().failed(failure, begun(call), now);
    health.ended(call, failure, now);
    if (failure.category() == ErrorCategory.CLIENT_GONE) {
      call.clientGone();
    } else if (failure.category() == ErrorCategory.UNKNOWN) {
      LOG.error("an attempt of {} failed in a way that nobody foresaw", call.getId(), thrown);
    }
    call.vendor().end(now);
    exchange.setVariable(GatewayVariables.PAUSE, call.attempts().pause().toMillis());
    exchange.setVariable(GatewayVariables.TRY_NEXT, call.attempts().hasNext(now));
  }

  /** Waits as long as the class of the last failure asks for, or until the client hangs up. */
  public void pause(Call call, Exchange exchange) {
    call.vendor().pause(call.attempts().pause());
  }

  private static Begun begun(Call call) {
    ResumableStream stream = call.resumable();
    if (!call.sink().hasBegun()) {
      return Begun.NO;
    }
    return stream != null && stream.canContinue() ? Begun.RESUMABLE : Begun.FINAL;
  }

  /**
   * Ends a call that nobody answered.
   *
   * @throws ApiException the one error that the client sees
   */
  @SuppressWarnings("DoNotCallSuggester") // routes call it, for its error
  public void giveUp(@Variable(GatewayVariables.CALL) Call call) {
    throw FinalFailure.of(call.attempts(), call.sink().hasBegun(), call.front().promptField());
  }
}
