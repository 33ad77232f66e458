package dev.caravan.sandbox;

import io.vertx.core.buffer.Buffer;

/** Carries out an answer with its behaviour: waits, fails where it is to fail, sends. */
final class ChatReply {
  private static final String EVENTS = "text/event-stream; charset=utf-8";

  private final SandboxCall call;
  private final SandboxAnswer answer;
  private final SandboxBehaviour behaviour;
  private final PlainReply plain;

  ChatReply(SandboxCall call, SandboxAnswer answer, SandboxBehaviour behaviour) {
    this.call = call;
    this.answer = answer;
    this.behaviour = behaviour;
    ChatRequest request = answer.request();
    this.plain =
        new PlainReply(call, behaviour, request.model(), request.hash(), answer.promptTokens());
  }

  void send() {
    if (!answer.request().stream()) {
      plain.send(PlainAnswer.json(answer), TextPieces.tokens(answer.pieces()));
      return;
    }
    switch (behaviour.fault().kind()) {
      case STATUS -> call.after(behaviour.firstTokenLatency(), plain::sendStatus);
      case ERROR_IN_200 -> call.after(behaviour.firstTokenLatency(), this::sendErrorIn200);
      default -> sendStream();
    }
  }

  private void sendStream() {
    if (plain.failsBeforeHead()) {
      return;
    }
    call.after(
        behaviour.firstTokenLatency(),
        () -> {
          plain.putHeaders(EVENTS);
          new AnswerStream(call, answer, behaviour).begin();
        });
  }

  private void sendErrorIn200() {
    plain.putHeaders(EVENTS);
    call.end(Buffer.buffer("data: " + plain.errorIn200() + "\n\n"));
  }
}
