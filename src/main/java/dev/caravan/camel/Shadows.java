package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.call.OpenShadows;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.observe.ExperimentMetrics;
import dev.caravan.observe.ExperimentMetrics.Dropped;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.Chooser;
import dev.caravan.routing.Decision;
import dev.caravan.routing.Shares;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The bean {@code shadows}: asks another model for what a client asked, to see what it would have
 * come to. Nobody waits for that, and nobody gets the answer.
 */
public final class Shadows {
  private final Chooser chooser;
  private final AttemptRules rules;
  private final GatewaySettings.Shadows settings;
  private final OpenShadows open;
  private final ExperimentMetrics metrics;
  private final RandomGenerator random;

  /**
   * The shadows of one generation.
   *
   * @param rules which ask no deployment twice
   * @param open those of all generations
   * @param random draws which requests are mirrored
   */
  Shadows(
      Chooser chooser,
      AttemptRules rules,
      GatewaySettings.Shadows settings,
      OpenShadows open,
      ExperimentMetrics metrics,
      RandomGenerator random) {
    this.chooser = chooser;
    this.rules = rules;
    this.settings = settings;
    this.open = open;
    this.metrics = metrics;
    this.random = random;
  }

  /**
   * Draws whether a call gets a shadow, and gets that ready; it is asked once its call is.
   *
   * @param rule that wants it
   * @param task what the call is taken for
   * @param shares of the calls that each model is to shadow
   */
  void consider(Call call, String rule, String task, Shares shares, Chooser.Request request) {
    String name = shares.at(random.nextDouble(100));
    if (name == null || request.operation() != Operation.CHAT) {
      return;
    }
    if (call.bodyBytes() > settings.maxRequestBytes()) {
      metrics.dropped(Dropped.TOO_LARGE);
      return;
    }
    List<Candidate> candidates = chooser.only(name, request);
    if (candidates.isEmpty()) {
      metrics.dropped(Dropped.UNABLE);
      return;
    }
    long now = System.nanoTime();
    Call shadow = call.mirror(rule, System.currentTimeMillis(), now);
    Model model = candidates.getFirst().model();
    Attempts attempts =
        new Attempts(
            new Attempts.Plan(candidates, List::of, false),
            rules,
            now + settings.deadline().toNanos());
    shadow.decide(
        new Decision(
            rule,
            task,
            GatewaySettings.Priority.BALANCED,
            List.of(model),
            "The rule " + rule + " has " + model.name() + " shadow a part of its calls."),
        attempts);
    call.experiment().mirroredBy(shadow);
  }

  /** Makes the tapped exchange that of the shadow, if there is a place for it. */
  public void begin(Exchange exchange) {
    Call shadow = exchange.getVariable(GatewayVariables.SHADOW, Call.class);
    exchange.removeVariable(GatewayVariables.SHADOW);
    exchange.setVariable(GatewayVariables.CALL, shadow);
    boolean place = open.begin(shadow);
    exchange.setVariable(GatewayVariables.TRY_NEXT, place);
    if (place) {
      // Whatever happens to the exchange, its place and its permit are given back.
      exchange.getExchangeExtension().addOnCompletion(new End(shadow, open));
    } else {
      metrics.dropped(Dropped.FULL);
    }
  }

  private static final class End extends SynchronizationAdapter {
    private final Call shadow;
    private final OpenShadows open;

    End(Call shadow, OpenShadows open) {
      this.shadow = shadow;
      this.open = open;
    }

    @Override
    public void onDone(Exchange exchange) {
      shadow.vendor().end(System.nanoTime());
      open.end(shadow);
    }
  }
}
