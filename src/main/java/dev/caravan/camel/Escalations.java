package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.call.Escalation;
import dev.caravan.config.EscalationSettings;
import dev.caravan.quality.AnswerJudge;
import dev.caravan.quality.AnswerText;
import dev.caravan.quality.Shortcoming;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code escalations}: looks at the answers of cheap models, and has a stronger one asked
 * where they are none.
 */
public final class Escalations {
  private final AnswerJudge judge;
  private final int mostHeld;

  Escalations(EscalationSettings settings) {
    this.judge = new AnswerJudge(settings);
    this.mostHeld = settings.maxHeldBytes();
  }

  private static boolean isJudged(Call call) {
    Escalation escalation = call.escalation();
    return escalation != null && escalation.judges(VendorCalls.current(call).model().name());
  }

  /** Reads a whole answer, if somebody wants to look at it. */
  void read(Call call, ObjectNode completion, int bytes) {
    call.reads(isJudged(call) && bytes <= mostHeld ? AnswerText.of(completion, mostHeld) : null);
  }

  /** Where the stream is to be read that the call gets now; null: nobody wants to look at it. */
  @Nullable AnswerText reading(Call call) {
    AnswerText text = isJudged(call) ? new AnswerText(mostHeld) : null;
    call.reads(text);
    return text;
  }

  /** The client's side of a stream that is looked at before the client gets it. */
  HeldStream held(Call call, ClientStream client) {
    Duration left = call.attempts().remaining(System.nanoTime());
    return new HeldStream(call, client, mostHeld, left, System::nanoTime);
  }

  /** Most bytes of an answer that is looked at. */
  int mostHeld() {
    return mostHeld;
  }

  /**
   * Lets an answer pass that will do, and all that nobody wants looked at.
   *
   * @throws UpstreamException of the class {@code low_quality} for the others: the next model is
   *     asked
   */
  public void judge(Call call, Exchange exchange) {
    Escalation escalation = call.escalation();
    if (escalation == null) {
      return;
    }
    Candidate candidate = VendorCalls.current(call);
    String model = candidate.model().name();
    if (!escalation.judges(model)) {
      return;
    }
    String deployment = candidate.deployment().id();
    AnswerText text = call.reading();
    boolean isAlone = !call.attempts().isFollowedBy(escalation.above(model));
    if (text == null || text.isTooLong() || call.sink().hasBegun() || isAlone) {
      escalation.judged(deployment, Escalation.UNJUDGED);
      noteFirstToken(call);
      return;
    }
    Shortcoming shortcoming = judge.judge(text, call.request());
    if (shortcoming == null) {
      escalation.judged(deployment, Escalation.ACCEPTED);
      noteFirstToken(call);
      return;
    }
    if (!call.attempts().isAnyPayable(escalation.above(model))) {
      escalation.judged(deployment, Escalation.OVER_COST);
      call.settleForAnswer();
      noteFirstToken(call);
      return;
    }
    escalation.judged(deployment, shortcoming.label());
    call.reject(shortcoming != Shortcoming.EMPTY);
    throw new UpstreamException(
        ErrorCategory.LOW_QUALITY, 200, shortcoming.label(), null, null, null, 0);
  }

  /**
   * What a failure of a cheap model's vendor means: a content filter that refuses the request is a
   * refusal like any other, and the next model is asked.
   */
  static UpstreamException asJudged(
      Call call, @Nullable Candidate tried, UpstreamException failure) {
    Escalation escalation = call.escalation();
    if (escalation == null
        || tried == null
        || failure.category() != ErrorCategory.CONTENT_POLICY
        || !escalation.judges(tried.model().name())
        || !call.attempts().isFollowedBy(escalation.above(tried.model().name()))) {
      return failure;
    }
    escalation.judged(tried.deployment().id(), Shortcoming.REFUSED.label());
    return new UpstreamException(
        ErrorCategory.LOW_QUALITY, failure.status(), failure.text(), null, null, null, 0);
  }

  /** A stream that was held goes out from now on. */
  private static void noteFirstToken(Call call) {
    if (call.isStream()) {
      call.firstToken(System.nanoTime());
    }
  }

  /** Whether an answer is left that was not good enough, and nobody gave a better one. */
  public boolean isLeft(@Variable(GatewayVariables.CALL) Call call) {
    return !call.sink().isGone() && call.hasRejected();
  }

  /** Answers with it, which is better than nothing. */
  public void give(@Variable(GatewayVariables.CALL) Call call, Exchange exchange) {
    call.giveRejected();
    noteFirstToken(call);
    exchange.setVariable(GatewayVariables.ANSWERED, true);
  }
}
