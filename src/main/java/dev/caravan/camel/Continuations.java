package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.config.GatewaySettings.MidStream;
import dev.caravan.config.GatewaySettings.Routing;
import dev.caravan.cost.Charge;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.ContinuationForm;
import dev.caravan.dialect.Dialect;
import dev.caravan.dialect.Target;
import dev.caravan.front.FrontStream;
import dev.caravan.resume.ResumableRequest;
import dev.caravan.resume.ResumableStream;
import org.jspecify.annotations.Nullable;

/** What {@code mid-stream: resume} changes in a call to a vendor. */
final class Continuations {
  private final boolean isOn;

  Continuations(Routing routing) {
    this.isOn = routing.midStream() == MidStream.RESUME;
  }

  /** Whether the vendor that is asked now goes on with an answer that another one began. */
  static boolean isContinued(Call call) {
    return call.resumable() != null && call.sink().hasBegun();
  }

  /** What the vendor is asked, in the chat form: to answer, or to go on. */
  static ObjectNode request(Call call, Dialect dialect, Target target) {
    ResumableStream begun = call.resumable();
    return begun == null || !isContinued(call)
        ? call.request()
        : begun.continueBy(
            VendorCalls.current(call).deployment().id(),
            call.request(),
            ContinuationForm.of(dialect, target),
            TokenCounter.forModel(target.vendorModel()));
  }

  /** What the vendor was asked, in the chat form. */
  static ObjectNode asked(Call call) {
    ResumableStream begun = call.resumable();
    return begun == null ? call.request() : begun.asked(call.request());
  }

  /** Prices what the running attempt wrote: the answer, or nothing that the client has seen. */
  static void settle(Call call, Usage counted) {
    ResumableStream stream = call.resumable();
    if (stream != null && !stream.hasWritten()) {
      call.charge(counted, Charge.Purpose.LOST);
      return;
    }
    call.settle(counted);
    if (stream != null) {
      stream.paid(counted);
    }
  }

  /**
   * Who writes the client's events.
   *
   * @param asIs whether the vendor's own events are those that the client knows
   * @return null: the vendor's own are passed on
   */
  @Nullable FrontStream writer(Call call, boolean asIs) {
    if (isContinued(call)) {
      return call.resumable();
    }
    if (!mayResume(call)) {
      return asIs ? null : fresh(call);
    }
    ResumableStream stream =
        new ResumableStream(fresh(call), VendorCalls.current(call).deployment().id());
    call.resumable(stream);
    return stream;
  }

  private boolean mayResume(Call call) {
    return isOn
        && ResumableRequest.is(call.request())
        && call.front().nativeOnly(call.ownRequest()).isEmpty()
        // What a vendor keeps goes by the id that it gives.
        && !call.ownRequest().path("store").asBoolean(false);
  }

  private static FrontStream fresh(Call call) {
    return call.front().stream(call.ownRequest(), call.getId(), call.isUsageAsked());
  }
}
