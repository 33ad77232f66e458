package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.upstream.StreamRelay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A stream that is looked at as a whole before the client gets it. If it grows too long for that,
 * or takes half of the time that was left, it goes out as it is, and is looked at no more. One that
 * stalls so that it cannot even do that is cut while there is time for another model.
 */
final class HeldStream implements StreamRelay.Client {
  private final Call call;
  private final ClientStream client;
  private final int most;
  private final LongSupplier nanos;
  private final long since;
  private final long left;
  private final List<ServerSentEvent> held = new ArrayList<>();
  private int bytes;
  private boolean released;

  /**
   * Nothing held yet.
   *
   * @param most bytes of events that are held
   * @param left for all attempts together
   */
  HeldStream(Call call, ClientStream client, int most, Duration left, LongSupplier nanos) {
    this.call = call;
    this.client = client;
    this.most = most;
    this.nanos = nanos;
    this.since = nanos.getAsLong();
    this.left = left.toNanos();
  }

  @Override
  public void firstToken() {
    client.firstToken();
  }

  @Override
  public void send(ServerSentEvent event) throws IOException {
    if (released) {
      client.send(event);
      return;
    }
    long gone = nanos.getAsLong() - since;
    if (held.isEmpty()) {
      client.hold(Duration.ofNanos(Math.max(0, left / 2 - gone)), Duration.ofNanos(left / 4));
    }
    held.add(event);
    bytes += event.data().length;
    if (bytes > most || gone > left / 2) {
      release();
    }
  }

  private void release() throws IOException {
    released = true;
    call.reads(null);
    for (ServerSentEvent event : held) {
      client.send(event);
    }
    held.clear();
  }

  @Override
  public boolean hasBegun() {
    return client.hasBegun();
  }
}
