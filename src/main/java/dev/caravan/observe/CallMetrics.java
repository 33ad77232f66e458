package dev.caravan.observe;

import dev.caravan.call.Call;
import dev.caravan.cost.Charge;
import dev.caravan.cost.Cost;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.AttemptRecord;
import dev.caravan.resilience.Attempts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts calls for Prometheus. Its tags hold names of the catalogue, never a client's text. */
public final class CallMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(120)
  };

  private record Key(String model, String provider, String outcome) {}

  private record Meters(Timer duration, Timer firstToken) {}

  private record TokenCounters(
      Counter prompt, Counter cachedPrompt, Counter completion, Counter reasoning) {}

  private final MeterRegistry registry;
  private final ExperimentMetrics experiments;
  private final EscalationMetrics escalations;
  private final Map<Key, Meters> meters = new ConcurrentHashMap<>();
  private final Map<Key, TokenCounters> tokens = new ConcurrentHashMap<>();
  private final Map<Key, Counter> costs = new ConcurrentHashMap<>();
  private final Map<Key, Counter> attempts = new ConcurrentHashMap<>();
  private final Map<String, Counter> resumptions = new ConcurrentHashMap<>();

  public CallMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.experiments = new ExperimentMetrics(registry);
    this.escalations = new EscalationMetrics(registry);
  }

  /** Of what rules try out. */
  public ExperimentMetrics experiments() {
    return experiments;
  }

  /** Records a call that is over. */
  public void record(Call call, long nowNanos) {
    time(call, nowNanos - call.startedNanos());
    escalations.record(call);
    Attempts tries = call.attemptsOrNull();
    if (tries != null) {
      tries.records().forEach(this::count);
      call.charges().forEach(this::count);
      resumptions(call.front().name()).increment(call.resumptions().size());
    }
  }

  /** Clients wait for no shadow: how long those take is told apart. */
  private void time(Call call, long nanos) {
    String model = modelTag(call);
    String provider = call.provider() == null ? "none" : String.valueOf(call.provider());
    if (call.experiment().isShadow()) {
      experiments.shadowed(call, model, provider, Duration.ofNanos(nanos));
      return;
    }
    Meters these = meters.computeIfAbsent(new Key(model, provider, Outcome.of(call)), this::create);
    these.duration.record(nanos, TimeUnit.NANOSECONDS);
    if (call.firstTokenNanos() > 0) {
      these.firstToken.record(call.firstTokenNanos(), TimeUnit.NANOSECONDS);
    }
    if (call.experiment().split() != null) {
      experiments.answered(call, Duration.ofNanos(nanos));
    }
  }

  private Counter resumptions(String api) {
    return resumptions.computeIfAbsent(
        api,
        name ->
            Counter.builder("caravan.resumptions")
                .description("Streams that broke off and were continued by another deployment")
                .tag("api", name)
                .register(registry));
  }

  private void count(Charge charge) {
    TokenCounters of =
        tokens.computeIfAbsent(
            new Key(tag(charge.model()), charge.provider(), charge.purpose().name()),
            this::tokenCounters);
    Usage usage = charge.usage();
    of.prompt.increment((double) usage.prompt());
    of.cachedPrompt.increment((double) usage.cachedPrompt());
    of.completion.increment((double) usage.completion());
    of.reasoning.increment((double) usage.reasoning());
    Cost cost = charge.cost();
    if (cost != null) {
      costs
          .computeIfAbsent(new Key(cost.currency(), "", charge.purpose().name()), this::costCounter)
          .increment(cost.amount().doubleValue());
    }
  }

  private void count(AttemptRecord attempt) {
    String outcome = attempt.category() == null ? "answered" : attempt.category().label();
    attempts
        .computeIfAbsent(
            new Key(attempt.deployment(), attempt.provider(), outcome), this::attemptCounter)
        .increment();
  }

  /** Models that only the vendor knows share one tag, or clients could make tags without end. */
  private static String modelTag(Call call) {
    String model = call.model();
    return model == null ? "none" : tag(model);
  }

  private static String tag(String model) {
    return model.indexOf('/') >= 0 ? "unlisted" : model;
  }

  private Meters create(Key key) {
    return new Meters(
        timer("caravan.request.duration", "Time from request to the end of the answer", key),
        timer("caravan.first.token", "Time from request to the first token of a stream", key));
  }

  private TokenCounters tokenCounters(Key key) {
    return new TokenCounters(
        tokens("prompt", key),
        tokens("cached_prompt", key),
        tokens("completion", key),
        tokens("reasoning", key));
  }

  private Timer timer(String name, String description, Key key) {
    return Timer.builder(name)
        .description(description)
        .tag("model", key.model)
        .tag("provider", key.provider)
        .tag("outcome", key.outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter tokens(String type, Key key) {
    return Counter.builder("caravan.tokens")
        .description(
            "Tokens as the vendor counted them; cached_prompt and reasoning are parts of the others")
        .tag("type", type)
        .tag("model", key.model)
        .tag("provider", key.provider)
        .tag("purpose", purpose(key))
        .register(registry);
  }

  private static String purpose(Key key) {
    return key.outcome.toLowerCase(Locale.ROOT);
  }

  private Counter costCounter(Key key) {
    return Counter.builder("caravan.cost")
        .description("Money spent at vendors; the exact sum is in the ledger, this is a double")
        .tag("currency", key.model)
        .tag("purpose", purpose(key))
        .register(registry);
  }

  private Counter attemptCounter(Key key) {
    return Counter.builder("caravan.upstream.attempts")
        .description("Attempts at vendors by result")
        .tag("deployment", key.model)
        .tag("provider", key.provider)
        .tag("result", key.outcome)
        .register(registry);
  }
}
