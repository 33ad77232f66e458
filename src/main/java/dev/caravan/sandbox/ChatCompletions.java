package dev.caravan.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/chat/completions}. */
final class ChatCompletions implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(ChatCompletions.class);

  /** A longer body is read, hashed and counted away from the event loop. */
  private static final int SHORT_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final Function<String, SandboxBehaviour> behaviourOfModel;
  private final AtomicLong openAnswers = new AtomicLong();

  ChatCompletions(Vertx vertx, Function<String, SandboxBehaviour> behaviourOfModel) {
    this.vertx = vertx;
    this.behaviourOfModel = behaviourOfModel;
  }

  long openAnswers() {
    return openAnswers.get();
  }

  @Override
  public void handle(HttpServerRequest request) {
    BoundedBody.read(request, SandboxServer.MAX_BODY_BYTES)
        .onSuccess(body -> answer(request, body))
        .onFailure(failure -> VendorErrors.send(request, failure));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    SandboxCall call = new SandboxCall(vertx, request, openAnswers);
    String header = request.getHeader("x-sandbox");
    prepare(body.getBytes(), header)
        .onSuccess(
            prepared -> {
              if (!call.isOver()) {
                new ChatReply(call, prepared.answer(), prepared.behaviour()).send();
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

  private record Prepared(SandboxAnswer answer, SandboxBehaviour behaviour) {}

  private Future<Prepared> prepare(byte[] body, @Nullable String header) {
    if (body.length > SHORT_BYTES) {
      return vertx.executeBlocking(() -> prepare(ChatRequestReader.read(body), header), false);
    }
    try {
      ChatRequest request = ChatRequestReader.read(body);
      return request.counter().isLoaded()
          ? Future.succeededFuture(prepare(request, header))
          : vertx.executeBlocking(() -> prepare(request, header), false);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Prepared prepare(ChatRequest request, @Nullable String header) {
    SandboxBehaviour behaviour = behaviourOfModel.apply(request.model());
    if (header != null) {
      behaviour = parse(header, behaviour);
    }
    return new Prepared(AnswerComposer.compose(request, behaviour.tokens()), behaviour);
  }

  private static SandboxBehaviour parse(String header, SandboxBehaviour base) {
    try {
      return SandboxBehaviour.parse(header, base);
    } catch (IllegalArgumentException e) {
      throw VendorError.badRequest(
              "Invalid header 'x-sandbox': " + e.getMessage(), "x-sandbox", "invalid_value")
          .refusal();
    }
  }
}
