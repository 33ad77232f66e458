package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.config.StreamLimits;
import dev.caravan.stream.ResponseSink;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.stream.SseWriter;
import dev.caravan.upstream.AttemptTimers;
import dev.caravan.upstream.StreamRelay;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** The client's side of a stream: its first event is the commit point. */
final class ClientStream implements StreamRelay.Client {
  static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

  private final Call call;
  private final StreamLimits limits;
  private final Duration longestGap;
  private final Consumer<String> onBegin;

  /**
   * The stream of one attempt.
   *
   * @param usualGap the longest gap between two events where the model has none of its own
   * @param onBegin told the id of a deployment whose answer the client begins to see
   */
  ClientStream(Call call, StreamLimits limits, Duration usualGap, Consumer<String> onBegin) {
    this.onBegin = onBegin;
    this.call = call;
    this.limits = limits;
    Duration own = limits.idleTimeout();
    this.longestGap = own == null ? usualGap : own;
  }

  @Override
  public void firstToken() {
    call.vendor().firstToken(System.nanoTime());
    if (hasBegun()) {
      // Another vendor's stream goes on: the client has its first token long since.
      call.vendor().timers().firstEvent(longestGap, limits.timeout());
      return;
    }
    StreamLimits.TokenRate slowest = limits.slowest();
    if (slowest != null) {
      call.vendor().timers().pace(slowest.within(), call.attempts().remaining(System.nanoTime()));
    }
  }

  /**
   * The vendor's stream has begun, though nothing of it goes out yet.
   *
   * @param patience until its next event has it go out
   * @param grace how long that may then take
   */
  void hold(Duration patience, Duration grace) {
    call.vendor().timers().firstHeldEvent(longestGap, limits.timeout(), patience, grace);
  }

  @Override
  public void send(ServerSentEvent event) throws IOException {
    ResponseSink sink = call.sink();
    if (!sink.hasBegun()) {
      call.firstToken(System.nanoTime());
      call.vendor().timers().firstEvent(longestGap, limits.timeout());
      onBegin.accept(VendorCalls.current(call).deployment().id());
      sink.begin(CONTENT_TYPE, AnswerReport.headers(call));
    }
    AttemptTimers timers = call.vendor().timers();
    timers.clientReads();
    sink.write(SseWriter.format(event));
    timers.clientHasRead();
  }

  @Override
  public boolean hasBegun() {
    return call.sink().hasBegun();
  }
}
