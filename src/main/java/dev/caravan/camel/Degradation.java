package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.config.Operation;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;

/** When a configured text may stand in for an answer: the vendors failed, and nothing went out. */
final class Degradation {
  private Degradation() {}

  static boolean mayReplace(Call call) {
    UpstreamException last = call.attempts().lastFailure();
    return call.front().operation() == Operation.CHAT
        && !call.experiment().isShadow()
        && !call.attempts().isAnswered()
        && !call.sink().hasBegun()
        && (last == null
            || (!last.category().isCallerFault() && last.category() != ErrorCategory.CLIENT_GONE));
  }
}
