package dev.caravan.camel;

import dev.caravan.call.Call;
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
  private final Duration longestGap;

  ClientStream(Call call, Duration longestGap) {
    this.call = call;
    this.longestGap = longestGap;
  }

  @Override
  public void send(ServerSentEvent event) throws IOException {
    ResponseSink sink = call.sink();
    if (!sink.hasBegun()) {
      call.firstToken(System.nanoTime());
      call.vendor().timers().firstEvent(longestGap);
      sink.begin(CONTENT_TYPE, AnswerReport.headers(call));
    }
    sink.write(SseWriter.format(event));
  }

  @Override
  public boolean hasBegun() {
    return call.sink().hasBegun();
  }
}
