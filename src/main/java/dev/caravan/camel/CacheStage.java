package dev.caravan.camel;

import dev.caravan.api.ApiException;
import dev.caravan.api.CacheMode;
import dev.caravan.api.RequestOptions;
import dev.caravan.cache.FirstAnswers;
import dev.caravan.cache.RequestKey;
import dev.caravan.cache.StoredAnswer;
import dev.caravan.call.CacheResult;
import dev.caravan.call.Call;
import dev.caravan.config.GatewaySettings;
import dev.caravan.cost.Price;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.Decision;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.upstream.UpstreamAnswer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.jspecify.annotations.Nullable;

/** The bean {@code answer-cache}: keys, and the way of an answer into the cache and out of it. */
public final class CacheStage {
  private static final int MAX_IDEMPOTENCY_KEY = 255;

  private final GatewaySettings settings;
  private final String fingerprint;
  private final FirstAnswers firstAnswers;

  public CacheStage(GatewaySettings settings, String fingerprint, FirstAnswers firstAnswers) {
    this.settings = settings;
    this.fingerprint = fingerprint;
    this.firstAnswers = firstAnswers;
  }

  /** Works out which cache has to do with the call, and its keys. */
  public void consider(Call call, Exchange exchange) {
    CacheMode mode = call.options().cache();
    boolean exact = settings.cache().exact().enabled() && mode != CacheMode.BYPASS;
    boolean idempotent =
        settings.cache().idempotency().enabled() && !idempotencyKey(call).isEmpty();
    if (!exact && !idempotent) {
      return;
    }
    call.caching().key(RequestKey.of(call.tenant(), fingerprint, front(call), call.ownRequest()));
    call.caching().result(exact ? CacheResult.MISS : CacheResult.BYPASS);
    call.caching().keep(exact);
    if (exact && mode == CacheMode.USE) {
      exchange.getMessage().setHeader(CaffeineConstants.KEY, call.caching().key());
    }
    if (idempotent) {
      exchange.setVariable(GatewayVariables.IDEMPOTENT, true);
    }
  }

  /** The API that was called, with what decides its answer beside the body. */
  private static String front(Call call) {
    RequestOptions options = call.options();
    return String.join(
        "\n",
        call.front().name(),
        String.valueOf(options.priority()),
        String.valueOf(options.maxCost()),
        String.valueOf(options.fallbacks()),
        String.valueOf(options.tags()),
        String.valueOf(call.header("x-sandbox")),
        ownHeaders(call));
  }

  /** Headers that go to the vendor with the request, as part of it. */
  private static String ownHeaders(Call call) {
    List<String> names = call.front().ownHeaders();
    if (names.isEmpty()) {
      return "";
    }
    return names.stream()
        .map(name -> name + ":" + call.header(name))
        .collect(Collectors.joining("\n"));
  }

  private static String idempotencyKey(Call call) {
    String key = call.header("idempotency-key");
    if (key != null && key.length() > MAX_IDEMPOTENCY_KEY) {
      throw ApiException.invalidRequest(
          "Idempotency-Key",
          "The Idempotency-Key is too long (expected: at most "
              + MAX_IDEMPOTENCY_KEY
              + " characters).");
    }
    return key == null ? "" : key.strip();
  }

  /** Takes the first answer to this idempotency key, or the duty to give it. */
  public void claimFirst(@Variable(GatewayVariables.CALL) Call call, Exchange exchange)
      throws InterruptedException {
    Duration own = call.options().deadline();
    String key = call.tenant().id() + '\n' + idempotencyKey(call);
    StoredAnswer first =
        firstAnswers.claim(key, retryKey(call), own == null ? settings.routing().deadline() : own);
    if (first == null) {
      call.caching().owesFirstAnswer(key);
    } else {
      replay(call, first, exchange);
    }
  }

  /** Answers the call with what was kept. */
  public void replay(
      @Variable(GatewayVariables.CALL) Call call, @Body StoredAnswer stored, Exchange exchange) {
    call.replay(stored);
    exchange.setVariable(GatewayVariables.ANSWERED, true);
  }

  /** Hands the answer to those who wait for it, and to the exact cache if it is to be kept. */
  public void keep(Call call, Exchange exchange) {
    StoredAnswer stored = storable(call);
    String owed = call.caching().idempotencyKey();
    if (owed != null) {
      call.caching().settledFirstAnswer();
      if (stored == null) {
        firstAnswers.abandon(owed);
      } else {
        firstAnswers.complete(owed, stored);
      }
    }
    boolean toExactCache = stored != null && call.caching().isForExact();
    exchange.setVariable(GatewayVariables.STORABLE, toExactCache);
    if (toExactCache) {
      exchange.getMessage().setHeader(CaffeineConstants.KEY, call.caching().key());
      exchange.getMessage().setBody(stored);
    }
  }

  private @Nullable StoredAnswer storable(Call call) {
    UpstreamAnswer answer = call.answer();
    if (answer == null
        || call.isDegraded()
        || call.failure() != null
        || !call.caching().isStorable()) {
      return null;
    }
    int most = maxEntryBytes(settings, call);
    boolean plain = answer.body() != null && answer.body().length <= most;
    if (!plain && !isWithin(most, answer.events())) {
      return null;
    }
    Decision decision = call.decision();
    return new StoredAnswer(
        answer.body(),
        answer.events(),
        String.valueOf(call.model()),
        String.valueOf(call.provider()),
        decision == null ? "" : decision.rule(),
        decision == null ? "" : decision.task(),
        call.usage(),
        currency(call),
        call.caching().idempotencyKey() == null ? "" : retryKey(call));
  }

  /** A stream may have been kept for another reason. */
  private static boolean isWithin(int most, @Nullable List<ServerSentEvent> events) {
    return events != null && events.stream().mapToLong(e -> e.data().length).sum() <= most;
  }

  /** The longest answer that any cache would take of this call; 0: none would. */
  static int maxEntryBytes(GatewaySettings settings, Call call) {
    int exact = call.caching().isForExact() ? settings.cache().exact().maxEntryBytes() : 0;
    int first =
        call.caching().idempotencyKey() == null
            ? 0
            : settings.cache().idempotency().maxEntryBytes();
    return Math.max(exact, first);
  }

  private static @Nullable String currency(Call call) {
    Candidate candidate = call.attempts().current();
    Price price = candidate == null ? null : candidate.model().price();
    return price == null ? null : price.currency();
  }

  private static String retryKey(Call call) {
    return RequestKey.of(
        call.tenant(), call.front().name() + "\n" + ownHeaders(call), call.ownRequest());
  }
}
