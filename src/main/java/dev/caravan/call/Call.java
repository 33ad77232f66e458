package dev.caravan.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Tenant;
import dev.caravan.api.ApiException;
import dev.caravan.api.RequestOptions;
import dev.caravan.cache.StoredAnswer;
import dev.caravan.cost.Bill;
import dev.caravan.cost.Charge;
import dev.caravan.cost.Cost;
import dev.caravan.cost.Price;
import dev.caravan.cost.Usage;
import dev.caravan.front.Front;
import dev.caravan.quality.AnswerText;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.resume.ResumableStream;
import dev.caravan.resume.Resumption;
import dev.caravan.routing.Decision;
import dev.caravan.signals.Signals;
import dev.caravan.stream.NoClient;
import dev.caravan.stream.ResponseSink;
import dev.caravan.upstream.UpstreamAnswer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the pipeline: what was asked, by whom, what was decided, tried and
 * answered. It is the state that stages share, in one exchange variable; one thread works on it at
 * a time. Only {@link VendorSide#cut} is called by other threads.
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
  private @Nullable Signals signals;
  private @Nullable Rehearsal rehearsal;

  private Caching caching = new Caching();
  private @Nullable Escalation escalation;
  private @Nullable AnswerText reading;
  private Experiment experiment = new Experiment();
  private VendorSide vendor = new VendorSide();

  private @Nullable Decision decision;
  private @Nullable Attempts attempts;
  private long firstTokenNanos;

  private @Nullable ResumableStream resumable;
  private @Nullable UpstreamAnswer answer;
  private Usage usage = Usage.NONE;
  private Bill bill = new Bill();
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

  /**
   * The same call for one of two attempts that are made at the same time: it shares what was asked
   * and decided, and has a vendor's side and an answer of its own. {@link #adopt} brings them back.
   *
   * @param tries of that attempt alone
   * @param own begins with the answer of the faster one
   */
  public Call fork(Attempts tries, ResponseSink own) {
    Call fork = new Call(front, id, startedAtMillis, startedNanos, headers, own);
    fork.bodyBytes = bodyBytes;
    fork.tenant = tenant;
    fork.ownRequest = ownRequest;
    fork.request = request;
    fork.options = options;
    fork.requestedModel = requestedModel;
    fork.stream = stream;
    fork.usageAsked = usageAsked;
    fork.signals = signals;
    fork.decision = decision;
    fork.attempts = tries;
    fork.caching = caching;
    fork.experiment = experiment;
    fork.escalation = escalation;
    fork.bill = bill.ofPart();
    fork.vendor = new VendorSide(vendor.nanos(System.nanoTime()));
    return fork;
  }

  /**
   * A call of its own that asks for the same, plainly and for nobody: its answer is only recorded.
   * It shares nothing with this one that either of them changes.
   *
   * @param rule that wants it
   */
  public Call mirror(String rule, long nowMillis, long nowNanos) {
    Call mirror = new Call(front, id + "-shadow", nowMillis, nowNanos, headers, new NoClient());
    mirror.bodyBytes = bodyBytes;
    mirror.tenant = tenant;
    mirror.ownRequest = plain(ownRequest());
    mirror.request = plain(request());
    mirror.options = options;
    mirror.requestedModel = requestedModel;
    mirror.experiment.mirrors(id, rule);
    return mirror;
  }

  private static ObjectNode plain(ObjectNode body) {
    ObjectNode copy = body.objectNode();
    copy.setAll(body);
    return copy.without(List.of("stream", "stream_options"));
  }

  /** Takes over what came of the faster one of two attempts. */
  public void adopt(Call fork) {
    vendor = fork.vendor;
    answer = fork.answer;
    reading = fork.reading;
    resumable = fork.resumable;
    usage = fork.usage;
    firstTokenNanos = fork.firstTokenNanos;
    fork.charges().forEach(this::charge);
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

  /** What it is about; null: the client named the model. */
  public @Nullable Signals signals() {
    return signals;
  }

  public void about(Signals read) {
    signals = read;
  }

  /** How it is decided where nobody made it; null: as things stand. */
  public @Nullable Rehearsal rehearsal() {
    return rehearsal;
  }

  public void rehearse(@Nullable Rehearsal how) {
    rehearsal = how;
  }

  /** What caches have to do with it. */
  public Caching caching() {
    return caching;
  }

  /** Answers the call with what was kept: nothing is bought. */
  public void replay(StoredAnswer stored) {
    caching.hit(stored);
    usage = stored.usage();
  }

  /** What a rule tries out with it. */
  public Experiment experiment() {
    return experiment;
  }

  /** The client's tags, and those that rules set. */
  public Map<String, String> tags() {
    return experiment.over(options.tags());
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

  /** The vendor's side: how it is spoken to, its clock, what it said of itself. */
  public VendorSide vendor() {
    return vendor;
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

  /** The client's stream, if several vendors may write it. */
  public @Nullable ResumableStream resumable() {
    return resumable;
  }

  /** Several vendors may write the client's stream, beginning with the running attempt. */
  public void resumable(ResumableStream fresh) {
    resumable = fresh;
  }

  /** Where the answer went over to another vendor, in order. */
  public List<Resumption> resumptions() {
    return resumable == null ? List.of() : resumable.resumptions();
  }

  /** What becomes of it beyond its first answer; null: no rule wants that looked at. */
  public @Nullable Escalation escalation() {
    return escalation;
  }

  /** Its answer is looked at before the client gets it. */
  public void escalates(Escalation by) {
    escalation = by;
  }

  /** The running attempt's answer, for looking at; null: nobody wants to, or it is too long. */
  public @Nullable AnswerText reading() {
    return reading;
  }

  public void reads(@Nullable AnswerText text) {
    reading = text;
  }

  /**
   * Takes back the answer of the running attempt, of which nothing went out; it was paid for all
   * the same.
   *
   * @param isLeft whether it may still be given, if nobody has a better one
   */
  public void reject(boolean isLeft) {
    UpstreamAnswer rejected = answer;
    Candidate by = attempts().current();
    if (isLeft && escalation != null && rejected != null && by != null) {
      escalation.keep(new KeptAnswer(rejected, usage, by, vendor.warnings()));
    }
    answer = null;
    usage = Usage.NONE;
    bill.recharge(Charge.Purpose.ANSWER, Charge.Purpose.ESCALATED, null);
  }

  /** Whether there is an answer that was rejected, and nothing else for the client. */
  public boolean hasRejected() {
    return escalation != null && escalation.kept() != null && answer == null && !sink.hasBegun();
  }

  /** Answers with what was rejected. */
  public void giveRejected() {
    KeptAnswer kept = escalation == null ? null : escalation.kept();
    if (kept == null) {
      throw new IllegalStateException("nothing was rejected");
    }
    Objects.requireNonNull(escalation).give();
    attempts().settleFor(kept.by());
    answer = kept.answer();
    usage = kept.usage();
    vendor.warnings(kept.warnings());
    bill.recharge(Charge.Purpose.ESCALATED, Charge.Purpose.ANSWER, kept.by().deployment().id());
    // The next one who asks may get the better one.
    caching.keep(false);
  }

  /** Lets the running attempt's answer stand, though it is not good enough. */
  public void settleForAnswer() {
    Objects.requireNonNull(escalation).give();
    caching.keep(false);
  }

  public @Nullable UpstreamAnswer answer() {
    return answer;
  }

  public void answered(UpstreamAnswer complete) {
    answer = complete;
  }

  /** Tokens of the answer that the client has, however many attempts it took. */
  public Usage usage() {
    return usage;
  }

  /**
   * Prices what the running attempt wrote of the answer: the one place where usage becomes money.
   */
  public void settle(Usage counted) {
    usage = usage.plus(counted);
    charge(counted, Charge.Purpose.ANSWER);
  }

  /** Prices what the running attempt cost, whatever came of it. */
  public void charge(Usage counted, Charge.Purpose purpose) {
    Candidate candidate = attempts == null ? null : attempts.current();
    if (candidate == null) {
      return;
    }
    Price price = candidate.model().price();
    charge(
        new Charge(
            candidate.deployment().id(),
            candidate.model().name(),
            candidate.deployment().provider().name(),
            counted,
            price == null ? null : Cost.of(counted, price),
            purpose));
  }

  /** Adds what an attempt cost. */
  public void charge(Charge charge) {
    bill.add(experiment.isShadow() ? charge.as(Charge.Purpose.SHADOW) : charge);
  }

  /** What its attempts were charged. */
  public Bill bill() {
    return bill;
  }

  /** What each attempt cost that cost something, in the order of their ends. */
  public List<Charge> charges() {
    return bill.charges();
  }

  /**
   * What all attempts cost together, in the currency of the model that answered; null: unpriced, or
   * nothing was bought.
   */
  public @Nullable Cost cost() {
    StoredAnswer stored = caching.replay();
    if (stored != null) {
      return stored.currency() == null ? null : new Cost(BigDecimal.ZERO, stored.currency());
    }
    return bill.total();
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
    StoredAnswer stored = caching.replay();
    if (stored != null) {
      return stored.model();
    }
    Candidate candidate = attempts == null ? null : attempts.current();
    return candidate == null ? null : candidate.model().name();
  }

  /** The rule that chose the model; null before one is chosen. */
  public @Nullable String rule() {
    StoredAnswer stored = caching.replay();
    if (stored != null) {
      return stored.rule();
    }
    return decision == null ? null : decision.rule();
  }

  /** What the request was taken for; null before a model is chosen. */
  public @Nullable String task() {
    StoredAnswer stored = caching.replay();
    if (stored != null) {
      return stored.task();
    }
    return decision == null ? null : decision.task();
  }

  /** The vendor that answered or was tried last; null before one is chosen. */
  public @Nullable String provider() {
    StoredAnswer stored = caching.replay();
    if (stored != null) {
      return stored.provider();
    }
    Candidate candidate = attempts == null ? null : attempts.current();
    return candidate == null ? null : candidate.deployment().provider().name();
  }
}
