package dev.caravan.config;

import dev.caravan.cost.ExchangeRates;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contents of gateway.yaml, with a default for everything it does not say.
 *
 * @param unsupportedParameters by name, {@code reject}, {@code warn} or {@code drop}: what happens
 *     to a parameter that the chosen vendor has no words for
 */
public record GatewaySettings(
    Routing routing,
    RetrySettings retries,
    Hedging hedging,
    Shadows shadows,
    Map<String, String> unsupportedParameters,
    Cache cache,
    Limits limits,
    Health health,
    OverloadSettings overload,
    Clients clients,
    FetchImages fetchImages,
    Cors cors,
    AccessLog accessLog) {

  public GatewaySettings {
    unsupportedParameters = Map.copyOf(unsupportedParameters);
  }

  /** What a request optimises for when it does not say. */
  public enum Priority {
    SPEED,
    QUALITY,
    COST,
    BALANCED
  }

  /** What happens to a request for a model that nobody configured. */
  public enum UnknownModel {
    REJECT,
    DEFAULT
  }

  /** What happens when a vendor fails after a part of its stream went to the client. */
  public enum MidStream {
    /** The stream ends with an error event. */
    FAIL,
    /** The next candidate goes on from the text so far. */
    RESUME
  }

  /**
   * How a request finds its model.
   *
   * @param defaultModel a catalogue name; answers where neither a rule nor a score names a model
   * @param fallbackChain catalogue names, tried in this order after the chosen model
   * @param preferredProviders tried before other deployments of the same model
   * @param maxFallbacks how many other models may be tried after the first
   * @param retries how often one deployment is asked again where {@link RetrySettings} says nothing
   * @param contentPolicyFallback the model that is asked when a vendor refuses the content; null:
   *     the refusal goes back to the caller
   * @param deadline all attempts together
   * @param maxCostPerCall in the currency of the model's price; null: no limit
   * @param degradedReply text answered, marked degraded, when every candidate failed; empty: an
   *     error
   * @param scoring how models are scored where the choice is the gateway's
   * @param rates for comparing prices in several currencies
   * @param tasks by name of a task, what holds for it in place of the scores
   * @param escalation when rules that begin with a cheap model go on to a stronger one
   * @param first catalogue names that go before the scores, in order: {@code PRIMARY} and {@code
   *     MODEL_PRIORITY}
   */
  public record Routing(
      String defaultModel,
      Priority priority,
      List<String> fallbackChain,
      List<String> preferredProviders,
      int maxFallbacks,
      int retries,
      @Nullable String contentPolicyFallback,
      Duration deadline,
      @Nullable BigDecimal maxCostPerCall,
      UnknownModel unknownModel,
      MidStream midStream,
      String degradedReply,
      ScoringSettings scoring,
      ExchangeRates rates,
      Map<String, TaskRouting> tasks,
      EscalationSettings escalation,
      List<String> first) {
    public Routing {
      tasks = Map.copyOf(tasks);
      first = List.copyOf(first);
      fallbackChain = List.copyOf(fallbackChain);
      preferredProviders = List.copyOf(preferredProviders);
    }
  }

  /**
   * Asking a second candidate beside a slow first one.
   *
   * @param maxPercent of the calls that could be hedged, which may ask a second one
   */
  public record Hedging(int maxPercent) {}

  /**
   * Bounds of the calls that ask another model the same, for nobody.
   *
   * @param maxOpen at the same time; what comes beyond is dropped
   * @param maxRequestBytes a longer request is not mirrored
   * @param deadline of one shadow
   */
  public record Shadows(int maxOpen, long maxRequestBytes, Duration deadline) {}

  /**
   * What is kept to be answered again.
   *
   * @param exact answers to the very same request of the same tenant
   * @param idempotency first answers by {@code Idempotency-Key}
   */
  public record Cache(Bounds exact, Bounds idempotency) {}

  /**
   * The bounds of one cache.
   *
   * @param maxEntries how many answers at most
   * @param maxBytes how many bytes of answers at most
   * @param maxEntryBytes a longer answer is not kept
   */
  public record Bounds(
      boolean enabled, Duration ttl, long maxEntries, long maxBytes, int maxEntryBytes) {}

  /**
   * The limits on what comes in, from either side.
   *
   * @param maxRequestBytes a longer body is refused with 413
   * @param maxAnswerBytes a longer plain answer of a vendor is an upstream error
   * @param maxEventBytes a longer event in a vendor's stream is an upstream error
   * @param idleTimeout longest gap between two events of a vendor's stream
   * @param slowClientTimeout longest time a client may leave its stream unread
   */
  public record Limits(
      long maxRequestBytes,
      int maxAnswerBytes,
      int maxEventBytes,
      Duration idleTimeout,
      Duration slowClientTimeout) {}

  /**
   * How the deployments' state is found out and acted on.
   *
   * @param probes which of them are probed
   * @param every time between two probes of one deployment
   * @param idleAfter a deployment without traffic for so long is idle
   * @param timeout of one probe
   * @param minHeadroom in percent: a deployment with less than this left of a vendor's limit steps
   *     back; 0: none does
   */
  public record Health(
      Probes probes, Duration every, Duration idleAfter, Duration timeout, int minHeadroom) {
    /** Which deployments are probed. */
    public enum Probes {
      NONE,
      /** Those whose circuit breaker is open. */
      BROKEN,
      /** Those, and those without traffic. */
      IDLE
    }
  }

  /**
   * What clients may do.
   *
   * @param allowedModels catalogue names that they may use; empty: all models
   */
  public record Clients(Set<String> allowedModels) {
    public Clients {
      allowedModels = Set.copyOf(allowedModels);
    }
  }

  /**
   * Whether and how images and PDFs are fetched for vendors that take only the bytes.
   *
   * @param allowedHosts hosts, {@code *.suffix} or {@code *}, each with a port where it is not 443
   * @param maxBytes of all files of a request together
   * @param timeout for all files of a request together, from the look-up of names to the last byte
   * @param maxRedirects followed for one file
   * @param maxFiles in one request
   */
  public record FetchImages(
      boolean enabled,
      List<String> allowedHosts,
      int maxBytes,
      Duration timeout,
      int maxRedirects,
      int maxFiles) {
    public FetchImages {
      allowedHosts = List.copyOf(allowedHosts);
    }
  }

  /**
   * Which web pages may call.
   *
   * @param allowedOrigins exact origins, or {@code *} for any; none: no CORS headers
   */
  public record Cors(List<String> allowedOrigins) {
    public Cors {
      allowedOrigins = List.copyOf(allowedOrigins);
    }
  }

  /** One line a call, without prompt text. */
  public record AccessLog(boolean enabled, Format format) {
    /** How a line is written. */
    public enum Format {
      TEXT,
      JSON
    }
  }
}
