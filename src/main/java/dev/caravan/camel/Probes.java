package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.RequestOptions;
import dev.caravan.call.Call;
import dev.caravan.config.Catalogue;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.config.Provider;
import dev.caravan.cost.Cost;
import dev.caravan.front.OpenAiChat;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Begun;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.ProbeResult;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.routing.Decision;
import dev.caravan.stream.NoClient;
import dev.caravan.upstream.UpstreamFailures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code probes}: which deployments are to be asked for one token now, and what follows
 * from their answers. A probe is a call like a client's, but for being in nobody's books.
 */
public final class Probes {
  private static final String RULE = "probe";

  private final List<Candidate> candidates = new ArrayList<>();
  private final GatewaySettings.Health settings;
  private final AttemptRules rules;
  private final DeploymentBooks books;
  private final Function<Provider, String> routeOf;
  private final BooleanSupplier isCurrent;

  /**
   * Probes of one generation.
   *
   * @param routeOf name of the upstream route that goes past the breakers
   * @param isCurrent whether the generation is the one that gets new requests
   */
  Probes(
      Catalogue catalogue,
      GatewaySettings.Health settings,
      AttemptRules rules,
      DeploymentBooks books,
      Function<Provider, String> routeOf,
      BooleanSupplier isCurrent) {
    this.settings = settings;
    this.rules = rules;
    this.books = books;
    this.routeOf = routeOf;
    this.isCurrent = isCurrent;
    // A sandbox that only stands in for vendors without keys tells nothing about them.
    if (settings.probes() != GatewaySettings.Health.Probes.NONE && !catalogue.sandboxMode()) {
      for (Model model : catalogue.models().values()) {
        if (model.answers(Operation.CHAT)) {
          model.deployments().forEach(each -> candidates.add(new Candidate(model, each)));
        }
      }
    }
  }

  /** The candidates whose turn has come; each of them has to be {@link #begin begun}. */
  public List<Candidate> due() {
    List<Candidate> due = new ArrayList<>();
    if (!isCurrent.getAsBoolean()) {
      return due;
    }
    for (Candidate candidate : candidates) {
      String id = candidate.deployment().id();
      if (books.breakers().isOpen(id) && books.probes().begin(id, settings.every())) {
        due.add(candidate);
      }
    }
    if (settings.probes() == GatewaySettings.Health.Probes.IDLE) {
      for (Candidate candidate : candidates) {
        String id = candidate.deployment().id();
        if (isIdle(id) && books.probes().begin(id, settings.idleAfter())) {
          due.add(candidate);
        }
      }
    }
    return due;
  }

  private boolean isIdle(String id) {
    Duration quiet = books.health().snapshot(id).sinceLastTraffic();
    return !books.breakers().isOpen(id)
        && (quiet == null || quiet.compareTo(settings.idleAfter()) >= 0);
  }

  /** Makes the call that asks the candidate in the body, and names its route. */
  public void begin(@Body Candidate candidate, Exchange exchange) {
    long now = System.nanoTime();
    Call call =
        new Call(
            new OpenAiChat(),
            "probe_" + UUID.randomUUID(),
            System.currentTimeMillis(),
            now,
            name -> null,
            new NoClient());
    ObjectNode request = request(candidate.model().name());
    call.accept(request, request, RequestOptions.NONE, candidate.model().name(), false, false);
    Attempts attempts =
        new Attempts(
            new Attempts.Plan(List.of(candidate), List::of, false),
            rules,
            now + settings.timeout().toNanos());
    call.decide(
        new Decision(
            RULE, RULE, Priority.BALANCED, List.of(candidate.model()), "The gateway's own probe."),
        attempts);
    attempts.begin(now);
    exchange.setVariable(GatewayVariables.CALL, call);
    exchange.setVariable(
        GatewayVariables.UPSTREAM, routeOf.apply(candidate.deployment().provider()));
  }

  private static ObjectNode request(String model) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model);
    request.putArray("messages").addObject().put("role", "user").put("content", "ping");
    return request.put("max_tokens", 1);
  }

  /** Notes that the vendor answered. */
  void answered(Call call, Exchange exchange) {
    end(call, null);
  }

  /** Notes why it did not. */
  void failed(Call call, Exchange exchange) {
    UpstreamException failure =
        UpstreamFailures.of(
            exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class));
    // The time of a probe is the vendor's alone.
    end(
        call,
        failure.category() == ErrorCategory.DEADLINE
            ? UpstreamException.of(ErrorCategory.TIMEOUT, failure.text())
            : failure);
  }

  private static @Nullable Cost cost(Call call) {
    return call.charges().isEmpty() ? null : call.charges().getFirst().cost();
  }

  private void end(Call call, @Nullable UpstreamException failure) {
    long now = System.nanoTime();
    long nanos = now - call.startedNanos();
    // So that a key which was refused rests, or is well again.
    if (failure == null) {
      call.attempts().succeeded(now);
    } else {
      call.attempts().failed(failure, Begun.NO, now);
    }
    call.vendor().end(now);
    Deployment deployment = VendorCalls.current(call).deployment();
    String id = deployment.id();
    ProbeResult result =
        new ProbeResult(
            Instant.now(),
            failure == null ? null : failure.category(),
            TimeUnit.NANOSECONDS.toMillis(nanos),
            cost(call));
    books.probes().end(id, result);
    books.meters().probed(result, call.usage());
    books
        .quota()
        .observe(
            id, deployment.provider().keyPlace(call.attempts().key()), call.vendor().headers());
    books.health().probed(id, result.category());
    if (result.isGood() && books.breakers().letTryAgain(id)) {
      books.health().recovered(id);
    } else {
      books.breakers().seen(id, result.isGood() ? null : failure, nanos);
    }
  }
}
