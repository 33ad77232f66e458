package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.config.StreamLimits;
import dev.caravan.stream.ResponseSink;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.stream.SseWriter;
import dev.caravan.upstream.StreamRelay;
import java.io.IOException;
import java.time.Duration;

/** The client's side of a stream: its first event is the commit point. */
final class ClientStream implements StreamRelay.Client {
  static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

  private final Call call;
  private final StreamLimits limits;
  private final Duration longestGap;

  /**
   * The stream of one attempt.
   *
   * @param usualGap the longest gap between two events where the model has none of its own
   */
  ClientStream(Call call, StreamLimits limits, Duration usualGap) {
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

  @Override
  public void send(ServerSentEvent event) throws IOException {
    ResponseSink sink = call.sink();
    if (!sink.hasBegun()) {
      call.firstToken(System.nanoTime());
      call.vendor().timers().firstEvent(longestGap, limits.timeout());
      sink.begin(CONTENT_TYPE, AnswerReport.headers(call));
    }
    sink.write(SseWriter.format(event));
  }

  @Override
  public boolean hasBegun() {
    return call.sink().hasBegun();
  }
}
