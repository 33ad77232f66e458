package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An endpoint that takes a body: has its answer prepared, then sends it as it is to behave. */
abstract class VendorEndpoint implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(VendorEndpoint.class);

  final Vertx vertx;
  private final Schedule schedule;
  private final AtomicLong openAnswers;

  VendorEndpoint(Vertx vertx, Schedule schedule, AtomicLong openAnswers) {
    this.vertx = vertx;
    this.schedule = schedule;
    this.openAnswers = openAnswers;
  }

  /**
   * What sends the answer to a request, worked out away from the event loop where that takes long.
   *
   * @param header the header {@code x-sandbox}
   * @return fails with a {@link Refusal} if the request is wrong
   */
  abstract Future<Consumer<SandboxCall>> prepare(byte[] body, @Nullable String header);

  @Override
  public final void handle(HttpServerRequest request) {
    BoundedBody.read(request, SandboxServer.MAX_BODY_BYTES)
        .onSuccess(body -> answer(request, body))
        .onFailure(failure -> VendorErrors.send(request, failure));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    SandboxCall call = new SandboxCall(vertx, request, openAnswers);
    prepare(body.getBytes(), request.getHeader("x-sandbox"))
        .onSuccess(
            reply -> {
              if (!call.isOver()) {
                reply.accept(call);
              }
            })
        .onFailure(
            failure -> {
              if (!(failure instanceof Refusal)) {
                LOG.error("The sandbox failed to answer", failure);
              }
              if (!call.isOver()) {
                call.end(VendorErrors.head(request, failure));
              }
            });
  }

  /**
   * How to answer as this model, by the schedule and by the header {@code x-sandbox}.
   *
   * @param request a chat request, otherwise a missing node
   */
  final SandboxBehaviour behaviour(String model, JsonNode request, @Nullable String header) {
    SandboxBehaviour usual = schedule.answer(model, request);
    if (header == null) {
      return usual;
    }
    try {
      return SandboxBehaviour.parse(header, usual);
    } catch (IllegalArgumentException e) {
      throw VendorError.badRequest(
              "Invalid header 'x-sandbox': " + e.getMessage(), "x-sandbox", "invalid_value")
          .refusal();
    }
  }
}
