package dev.caravan.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}. */
final class ChatCompletions extends VendorEndpoint {
  /** A longer body is read, hashed and counted away from the event loop. */
  private static final int SHORT_BYTES = 64 * 1024;

  ChatCompletions(Vertx vertx, Schedule schedule, AtomicLong openAnswers) {
    super(vertx, schedule, openAnswers);
  }

  @Override
  Future<Consumer<SandboxCall>> prepare(byte[] body, @Nullable String header) {
    if (body.length > SHORT_BYTES) {
      return vertx.executeBlocking(() -> compose(ChatRequestReader.read(body), header), false);
    }
    try {
      ChatRequest request = ChatRequestReader.read(body);
      return request.counter().isLoaded()
          ? Future.succeededFuture(compose(request, header))
          : vertx.executeBlocking(() -> compose(request, header), false);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Consumer<SandboxCall> compose(ChatRequest request, @Nullable String header) {
    SandboxBehaviour behaviour = behaviour(request.model(), request.json(), header);
    SandboxAnswer answer = AnswerComposer.compose(request, behaviour.tokens());
    return call -> new ChatReply(call, answer, behaviour).send();
  }
}
