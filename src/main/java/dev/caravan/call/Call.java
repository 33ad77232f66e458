package dev.caravan.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Tenant;
import dev.caravan.api.ApiException;
import dev.caravan.api.RequestOptions;
import dev.caravan.cache.StoredAnswer;
import dev.caravan.cost.Cost;
import dev.caravan.cost.Price;
import dev.caravan.cost.Usage;
import dev.caravan.front.Front;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.Decision;
import dev.caravan.stream.ResponseSink;
import dev.caravan.upstream.AttemptTimers;
import dev.caravan.upstream.Cutoff;
import dev.caravan.upstream.UpstreamAnswer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the pipeline: what was asked, by whom, what was decided, tried and
 * answered. It is the state that stages share, in one exchange variable; one thread works on it at
 * a time. Only {@link #cutoff} is touched from other threads.
 */
public final class Call {
  private final String id;
  private final long startedAtMillis;
  private final long startedNanos;
  private final UnaryOperator<@Nullable String> headers;
  private final ResponseSink sink;
  private final Front front;

  private int bodyBytes;
  private Tenant tenant = Tenant.DEFAULT;
  private @Nullable ObjectNode ownRequest;
  private @Nullable ObjectNode request;
  private RequestOptions options = RequestOptions.NONE;
  private String requestedModel = "auto";
  private boolean stream;
  private boolean usageAsked;
  private String prompt = "";

  private @Nullable String cacheKey;
  private @Nullable String idempotencyKey;
  private boolean forExactCache;
  private CacheResult cacheResult = CacheResult.BYPASS;
  private @Nullable StoredAnswer replay;

  private @Nullable Decision decision;
  private @Nullable Attempts attempts;
  private volatile @Nullable Cutoff cutoff;
  private @Nullable Exchanged exchanged;
  private List<String> warnings = List.of();
  private @Nullable AttemptTimers timers;
  private long upstreamSinceNanos;
  private long upstreamNanos;
  private long firstTokenNanos;
  private Map<String, String> vendorHeaders = Map.of();

  private @Nullable UpstreamAnswer answer;
  private Usage usage = Usage.NONE;
  private @Nullable Cost cost;
  private boolean degraded;
  private @Nullable ApiException failure;
  private boolean clientGone;
  private boolean closed;

  /**
   * A call that has just come in.
   *
   * @param headers value of a request header by lower-case name, null where absent
   */
  public Call(
      Front front,
      String id,
      long startedAtMillis,
      long startedNanos,
      UnaryOperator<@Nullable String> headers,
      ResponseSink sink) {
    this.front = front;
    this.id = id;
    this.startedAtMillis = startedAtMillis;
    this.startedNanos = startedNanos;
    this.headers = headers;
    this.sink = sink;
  }

  /** Length of the request's body. */
  public int bodyBytes() {
    return bodyBytes;
  }

  public void bodyBytes(int length) {
    bodyBytes = length;
  }

  public String getId() {
    return id;
  }

  public long startedAtMillis() {
    return startedAtMillis;
  }

  public long startedNanos() {
    return startedNanos;
  }

  public @Nullable String header(String lowerCaseName) {
    return headers.apply(lowerCaseName);
  }

  public ResponseSink sink() {
    return sink;
  }

  /** The API that the client speaks. */
  public Front front() {
    return front;
  }

  /** All headers of the request by name. */
  public UnaryOperator<@Nullable String> headers() {
    return headers;
  }

  public Tenant tenant() {
    return tenant;
  }

  public void belongsTo(Tenant who) {
    tenant = who;
  }

  /**
   * Notes the checked request, its gateway fields taken out.
   *
   * @param own as the client sent it
   * @param body the same in the chat form
   */
  public void accept(
      ObjectNode own,
      ObjectNode body,
      RequestOptions requestOptions,
      String model,
      boolean streamed,
      boolean usageWanted) {
    ownRequest = own;
    request = body;
    options = requestOptions;
    requestedModel = model;
    stream = streamed;
    usageAsked = usageWanted;
  }

  /** The request in the chat form, without the gateway's fields. */
  public ObjectNode request() {
    return admitted(request);
  }

  /** The request as the client sent it, without the gateway's fields. */
  public ObjectNode ownRequest() {
    return admitted(ownRequest);
  }

  private static ObjectNode admitted(@Nullable ObjectNode body) {
    if (body == null) {
      throw new IllegalStateException("the call is not admitted yet");
    }
    return body;
  }

  public boolean isAdmitted() {
    return request != null;
  }

  public RequestOptions options() {
    return options;
  }

  public String requestedModel() {
    return requestedModel;
  }

  public boolean isStream() {
    return stream;
  }

  public boolean isUsageAsked() {
    return usageAsked;
  }

  /** Text of the last user message, as far as rules look at it. */
  public String getPrompt() {
    return prompt;
  }

  public void prompt(String text) {
    prompt = text;
  }

  public @Nullable String getCacheKey() {
    return cacheKey;
  }

  public void cacheKey(String key) {
    cacheKey = key;
  }

  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  /** This call is the first with its key and owes an answer to those who wait. */
  public void owesFirstAnswer(String key) {
    idempotencyKey = key;
  }

  public void settledFirstAnswer() {
    idempotencyKey = null;
  }

  public void keepInExactCache(boolean wanted) {
    forExactCache = wanted;
  }

  public boolean isForExactCache() {
    return forExactCache;
  }

  /** Whether the answer, if it is complete, is to be kept. */
  public boolean isStorable() {
    return forExactCache || idempotencyKey != null;
  }

  public CacheResult cacheResult() {
    return cacheResult;
  }

  public void cacheResult(CacheResult result) {
    cacheResult = result;
  }

  public @Nullable StoredAnswer replay() {
    return replay;
  }

  public void replay(StoredAnswer stored) {
    replay = stored;
    usage = stored.usage();
    cost = stored.currency() == null ? null : new Cost(BigDecimal.ZERO, stored.currency());
    cacheResult = CacheResult.HIT;
  }

  public @Nullable Decision decision() {
    return decision;
  }

  public void decide(Decision made, Attempts tries) {
    decision = made;
    attempts = tries;
  }

  public Attempts attempts() {
    Attempts tries = attempts;
    if (tries == null) {
      throw new IllegalStateException("no model is chosen yet");
    }
    return tries;
  }

  public @Nullable Attempts attemptsOrNull() {
    return attempts;
  }

  public @Nullable Cutoff cutoff() {
    return cutoff;
  }

  /** How the vendor is spoken to that is asked next, if it is asked for a chat. */
  public void speaks(Exchanged with) {
    exchanged = with;
  }

  /**
   * A vendor is being called from now on.
   *
   * @param left what of the request had to be left out, a line for each parameter; may grow
   */
  public void begin(List<String> left, Cutoff switching, AttemptTimers clock, long nowNanos) {
    warnings = left;
    timers = clock;
    upstreamSinceNanos = nowNanos;
    cutoff = switching;
  }

  /** The vendor's part is over, whatever came of it. */
  public void endUpstream(long nowNanos) {
    Cutoff running = cutoff;
    if (running != null) {
      running.finish();
      timers().stop();
      upstreamNanos += nowNanos - upstreamSinceNanos;
      cutoff = null;
    }
  }

  /** How the vendor that is being called, or was called last, is spoken to. */
  public Exchanged exchanged() {
    Exchanged with = exchanged;
    if (with == null) {
      throw new IllegalStateException("no vendor is being called");
    }
    return with;
  }

  /** What the last request to a vendor had to leave out, a line for each parameter. */
  public List<String> warnings() {
    return warnings;
  }

  public AttemptTimers timers() {
    AttemptTimers clock = timers;
    if (clock == null) {
      throw new IllegalStateException("no vendor is being called");
    }
    return clock;
  }

  /** Time that vendors took so far, which is no overhead of the gateway. */
  public long upstreamNanos(long nowNanos) {
    return upstreamNanos + (cutoff == null ? 0 : nowNanos - upstreamSinceNanos);
  }

  /** Nanoseconds from the call's start to its first event with meaning; 0: none yet. */
  public long firstTokenNanos() {
    return firstTokenNanos;
  }

  public void firstToken(long nowNanos) {
    if (firstTokenNanos == 0) {
      firstTokenNanos = nowNanos - startedNanos;
    }
  }

  /** The vendor's request id and rate-limit headers, by lower-case name. */
  public Map<String, String> vendorHeaders() {
    return vendorHeaders;
  }

  public void vendorHeaders(Map<String, String> kept) {
    vendorHeaders = kept;
  }

  public @Nullable UpstreamAnswer answer() {
    return answer;
  }

  public void answered(UpstreamAnswer complete) {
    answer = complete;
  }

  public Usage usage() {
    return usage;
  }

  /** Prices the answer: the one place where usage becomes money. */
  public void settle(Usage counted) {
    usage = counted;
    Attempts tries = attempts;
    Candidate candidate = tries == null ? null : tries.current();
    Price price = candidate == null ? null : candidate.model().price();
    cost = price == null ? null : Cost.of(counted, price);
  }

  /** Null: unpriced, or nothing was bought. */
  public @Nullable Cost cost() {
    return cost;
  }

  public boolean isDegraded() {
    return degraded;
  }

  public void degrade() {
    degraded = true;
  }

  public @Nullable ApiException failure() {
    return failure;
  }

  public void failed(ApiException error) {
    failure = error;
  }

  /** Whether this is the first time that the call is over; it is accounted once. */
  public boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  public boolean isClientGone() {
    return clientGone;
  }

  public void clientGone() {
    clientGone = true;
  }

  /** The model that answered or was tried last; null before one is chosen. */
  public @Nullable String model() {
    StoredAnswer stored = replay;
    if (stored != null) {
      return stored.model();
    }
    Candidate candidate = attempts == null ? null : attempts.current();
    return candidate == null ? null : candidate.model().name();
  }

  /** The rule that chose the model; null before one is chosen. */
  public @Nullable String rule() {
    StoredAnswer stored = replay;
    if (stored != null) {
      return stored.rule();
    }
    return decision == null ? null : decision.rule();
  }

  /** What the request was taken for; null before a model is chosen. */
  public @Nullable String task() {
    StoredAnswer stored = replay;
    if (stored != null) {
      return stored.task();
    }
    return decision == null ? null : decision.task();
  }

  /** The vendor that answered or was tried last; null before one is chosen. */
  public @Nullable String provider() {
    StoredAnswer stored = replay;
    if (stored != null) {
      return stored.provider();
    }
    Candidate candidate = attempts == null ? null : attempts.current();
    return candidate == null ? null : candidate.deployment().provider().name();
  }
}
