package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Operation;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.resilience.Attempts;
import dev.caravan.routing.ChatNeeds;
import dev.caravan.routing.Chooser;
import dev.caravan.routing.Decision;
import dev.caravan.routing.EmbeddingNeeds;
import dev.caravan.routing.Needs;
import dev.caravan.routing.PromptText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Variable;

/** The bean {@code choose}: what the rules of choose-model.camel.yaml do. */
public final class Choice {
  private final Chooser chooser;
  private final AttemptRules rules;
  private final GatewaySettings.Routing routing;
  private final LossPolicies lossPolicies;

  public Choice(
      Chooser chooser,
      GatewaySettings.Routing routing,
      LossPolicies lossPolicies,
      AttemptRules rules) {
    this.chooser = chooser;
    this.rules = rules;
    this.routing = routing;
    this.lossPolicies = lossPolicies;
  }

  /** The model that the request names: catalogue name, alias, or provider/model. */
  public void named(Call call) {
    decide(call, chooser.named(call.requestedModel(), request(call)));
  }

  /**
   * The first of these models that can be called.
   *
   * @param rule goes to {@code x-caravan-rule}
   * @param task goes to {@code x-caravan-task}
   * @param models catalogue names, separated by commas; empty: the default model
   */
  public void models(Call call, String rule, String task, String models) {
    List<String> names =
        Arrays.stream(models.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
    decide(call, chooser.preferred(rule, task, names, call.requestedModel(), request(call)));
  }

  private Chooser.Request request(Call call) {
    Operation operation = call.front().operation();
    return new Chooser.Request(
        operation,
        call.request(),
        call.bodyBytes(),
        call.options(),
        needs(operation, call),
        call.tenant());
  }

  private Needs needs(Operation operation, Call call) {
    return switch (operation) {
      case CHAT ->
          new ChatNeeds(
              call.request(),
              call.bodyBytes(),
              lossPolicies,
              call.front().ownDialect(),
              call.front().nativeOnly(call.ownRequest()));
      case EMBEDDINGS -> new EmbeddingNeeds(call.request(), call.bodyBytes());
    };
  }

  /** Whether any message brings an image. */
  public boolean hasImage(@Variable(GatewayVariables.CALL) Call call) {
    return PromptText.hasPart(call.request(), "image_url");
  }

  /** Whether all messages together have more than so many characters. */
  public boolean longerThan(Call call, int characters) {
    return PromptText.characters(call.request()) > characters;
  }

  private void decide(Call call, Decision decision) {
    Duration own = call.options().deadline();
    Duration deadline = own == null ? routing.deadline() : own;
    Attempts.Plan plan =
        new Attempts.Plan(
            chooser.plan(decision), () -> chooser.contentFallback(request(call)), call.isStream());
    call.decide(decision, new Attempts(plan, rules, call.startedNanos() + deadline.toNanos()));
  }
}
