package dev.caravan.observe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.call.Escalation;
import dev.caravan.cost.Charge;
import dev.caravan.cost.Cost;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.AttemptRecord;
import dev.caravan.resilience.Attempts;
import dev.caravan.resume.Resumption;
import dev.caravan.routing.Decision;
import dev.caravan.routing.DecisionReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call when it is over, without a word of its prompt or its answer.
 *
 * @param api the API that the client spoke, for example {@code messages}
 * @param cost of all attempts together
 * @param charges what each attempt cost
 * @param latencyMillis from request to the end of the answer
 * @param firstTokenMillis to the first event with meaning; 0 for plain answers
 * @param overheadMicros the part of the latency that no vendor took
 * @param shadowOf the id of the call that this one mirrors; null: it is a client's own
 * @param decision why this model; null: none was made, or a kept answer was given
 * @param verdicts on the answers of cheap models that a rule wanted looked at
 * @param rejectedGiven whether the client got one that was not good enough, for want of a better
 * @param resumptions where the answer went over to another deployment
 */
public record CallSummary(
    String id,
    @Nullable String shadowOf,
    Instant time,
    String api,
    String tenant,
    String requested,
    @Nullable String model,
    @Nullable String provider,
    @Nullable String rule,
    @Nullable String task,
    boolean stream,
    int status,
    String outcome,
    String cache,
    Usage usage,
    @Nullable Cost cost,
    List<Charge> charges,
    long latencyMillis,
    long firstTokenMillis,
    long overheadMicros,
    int attempts,
    int fallbacks,
    List<Resumption> resumptions,
    List<Escalation.Verdict> verdicts,
    boolean rejectedGiven,
    List<AttemptRecord> tries,
    Map<String, String> tags,
    Map<String, String> vendorHeaders,
    @Nullable Decision decision) {

  public static CallSummary of(Call call, long nowNanos) {
    Attempts tries = call.attemptsOrNull();
    Decision decision = call.decision();
    Escalation escalation = call.escalation();
    long nanos = nowNanos - call.startedNanos();
    return new CallSummary(
        call.getId(),
        call.experiment().shadowOf(),
        Instant.ofEpochMilli(call.startedAtMillis()),
        call.front().name(),
        call.tenant().id(),
        call.requestedModel(),
        call.model(),
        call.provider(),
        call.rule(),
        call.task(),
        call.isStream(),
        Outcome.status(call),
        Outcome.of(call),
        call.caching().result().label(),
        call.usage(),
        call.cost(),
        List.copyOf(call.charges()),
        TimeUnit.NANOSECONDS.toMillis(nanos),
        TimeUnit.NANOSECONDS.toMillis(call.firstTokenNanos()),
        TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos - call.vendor().nanos(nowNanos))),
        tries == null ? 0 : tries.vendorCalls(),
        tries == null ? 0 : tries.givenUp(),
        List.copyOf(call.resumptions()),
        escalation == null ? List.of() : escalation.verdicts(),
        escalation != null && escalation.isRejectedGiven(),
        tries == null ? List.of() : List.copyOf(tries.records()),
        call.tags(),
        call.vendor().headers(),
        decision == null ? null : decision.withoutText());
  }

  /** As the admin's endpoints and the JSON log show it. */
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("time", time.toString())
            .put("api", api)
            .put("tenant", tenant)
            .put("requested", requested)
            .put("model", model)
            .put("provider", provider)
            .put("rule", rule)
            .put("task", task)
            .put("stream", stream)
            .put("status", status)
            .put("outcome", outcome)
            .put("cache", cache)
            .put("prompt_tokens", usage.prompt())
            .put("cached_prompt_tokens", usage.cachedPrompt())
            .put("cache_write_tokens", usage.cacheWrite())
            .put("completion_tokens", usage.completion())
            .put("reasoning_tokens", usage.reasoning())
            .put("usage_estimated", usage.estimated())
            .put("cost", cost == null ? null : cost.amount().toPlainString())
            .put("currency", cost == null ? null : cost.currency())
            .put("latency_ms", latencyMillis)
            .put("first_token_ms", firstTokenMillis == 0 ? null : firstTokenMillis)
            .put("overhead_us", overheadMicros)
            .put("attempts", attempts)
            .put("fallbacks", fallbacks);
    if (shadowOf != null) {
      json.put("shadow_of", shadowOf);
    }
    if (!verdicts.isEmpty()) {
      var judged = json.putArray("judged");
      verdicts.forEach(
          verdict ->
              judged
                  .addObject()
                  .put("deployment", verdict.deployment())
                  .put("result", verdict.result()));
      json.put("rejected_given", rejectedGiven);
    }
    json.set("resumed", Resumption.toJson(resumptions));
    ObjectNode tagNode = json.putObject("tags");
    tags.forEach(tagNode::put);
    return json;
  }

  /** The same with the decision and every attempt. */
  public ObjectNode toDetailedJson() {
    ObjectNode json = toJson();
    json.set("decision", decision == null ? null : DecisionReport.of(decision, List.of()));
    var list = json.putArray("tries");
    for (AttemptRecord attempt : tries) {
      list.addObject()
          .put("deployment", attempt.deployment())
          .put("provider", attempt.provider())
          .put("model", attempt.model())
          .put("result", attempt.category() == null ? "answered" : attempt.category().label())
          .put("status", attempt.status())
          .put("millis", attempt.millis())
          .put("message", attempt.message())
          .put("then", attempt.then() == null ? null : attempt.then().label())
          .put("pause_ms", attempt.pauseMillis());
    }
    var bills = json.putArray("charges");
    for (Charge charge : charges) {
      Cost sum = charge.cost();
      bills
          .addObject()
          .put("deployment", charge.deployment())
          .put("purpose", charge.purpose().name().toLowerCase(Locale.ROOT))
          .put("prompt_tokens", charge.usage().prompt())
          .put("completion_tokens", charge.usage().completion())
          .put("usage_estimated", charge.usage().estimated())
          .put("cost", sum == null ? null : sum.amount().toPlainString())
          .put("currency", sum == null ? null : sum.currency());
    }
    ObjectNode headers = json.putObject("vendor_headers");
    vendorHeaders.forEach(headers::put);
    return json;
  }
}
