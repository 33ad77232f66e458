package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.call.Call;
import dev.caravan.resilience.Candidate;
import dev.caravan.routing.Affinity;
import dev.caravan.routing.Conversations.Seat;
import dev.caravan.routing.Decision;
import dev.caravan.routing.Experience;
import dev.caravan.signals.Signals;
import dev.caravan.upstream.UpstreamAnswer;

/** What a call that is over teaches for the choices to come. */
final class Lessons {
  private final Experience experience;

  Lessons(Experience experience) {
    this.experience = experience;
  }

  /** Learns from a call whose model the gateway chose and that was answered whole. */
  void learn(Call call) {
    Decision decision = call.decision();
    Signals signals = decision == null ? null : decision.signals();
    UpstreamAnswer answer = call.answer();
    if (decision == null
        || signals == null
        || answer == null
        || call.failure() != null
        || call.isClientGone()
        || call.isDegraded()) {
      return;
    }
    Candidate answered = call.attempts().current();
    if (answered == null) {
      return;
    }
    Affinity affinity = decision.affinity();
    if (affinity != null) {
      experience
          .conversations()
          .keep(
              affinity.conversation(),
              new Seat(answered.model().name(), answered.deployment().id()));
    }
    if (call.resumptions().isEmpty() && !isCut(answer)) {
      int choices = Math.max(1, call.request().path("n").asInt(1));
      experience
          .lengths()
          .learn(signals.task(), answered.model().name(), call.usage().completion() / choices);
    }
  }

  /** An answer that ended at the request's own limit does not tell how long it would have been. */
  private static boolean isCut(UpstreamAnswer answer) {
    JsonNode reason = answer.finishReason();
    return reason != null && reason.asText().equals("length");
  }
}
