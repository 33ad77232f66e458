package dev.caravan.server;

import io.vertx.core.http.HttpServerRequest;

/** Something that answers HTTP requests for a while, and is then replaced. */
public interface RequestTarget {
  /** Counts its requests; {@link #handle} is called only after {@link InFlight#enter}. */
  InFlight inFlight();

  void handle(HttpServerRequest request);
}
