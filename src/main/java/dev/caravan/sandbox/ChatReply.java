package dev.caravan.sandbox;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Carries out an answer with its behaviour: waits, fails where it is to fail, sends. */
final class ChatReply {
  private static final String BAD_GATEWAY =
      """
      <html>
      <head><title>502 Bad Gateway</title></head>
      <body>
      <center><h1>502 Bad Gateway</h1></center>
      <hr><center>nginx</center>
      </body>
      </html>
      """;

  private final SandboxCall call;
  private final SandboxAnswer answer;
  private final SandboxBehaviour behaviour;

  ChatReply(SandboxCall call, SandboxAnswer answer, SandboxBehaviour behaviour) {
    this.call = call;
    this.answer = answer;
    this.behaviour = behaviour;
  }

  void send() {
    switch (behaviour.fault().kind()) {
      case STATUS -> call.after(behaviour.firstTokenLatency(), this::sendStatus);
      case ERROR_IN_200 -> call.after(behaviour.firstTokenLatency(), this::sendErrorIn200);
      default -> {
        if (answer.request().stream()) {
          sendStream();
        } else {
          sendPlain();
        }
      }
    }
  }

  private void sendStream() {
    if (failsBeforeHead()) {
      return;
    }
    call.after(
        behaviour.firstTokenLatency(),
        () -> {
          putHeaders("text/event-stream; charset=utf-8");
          new AnswerStream(call, answer, behaviour).begin();
        });
  }

  private void sendPlain() {
    SandboxFault fault = behaviour.fault();
    if (failsBeforeHead() || fault.is(SandboxFault.Kind.STALL)) {
      return;
    }
    int all = TextPieces.tokens(answer.pieces());
    int tokens = fault.is(SandboxFault.Kind.NONE) ? all : Math.min(all, fault.argument());
    Duration pace = behaviour.tokenInterval().multipliedBy(Math.max(0, tokens - 1));
    call.after(behaviour.firstTokenLatency().plus(pace), this::sendBody);
  }

  /** Whether the connection fails without a byte of an answer, in which case that is arranged. */
  private boolean failsBeforeHead() {
    SandboxFault fault = behaviour.fault();
    if (fault.is(SandboxFault.Kind.RESET) && fault.argument() == 0) {
      call.after(behaviour.firstTokenLatency(), () -> call.reset(Buffer.buffer()));
      return true;
    }
    return fault.is(SandboxFault.Kind.STALL) && fault.argument() == 0;
  }

  private void sendBody() {
    if (behaviour.fault().is(SandboxFault.Kind.RESET)) {
      call.reset(Buffer.buffer());
      return;
    }
    putHeaders("application/json");
    Buffer body = Buffer.buffer(PlainAnswer.json(answer).toString());
    boolean cut = behaviour.fault().is(SandboxFault.Kind.CUT);
    call.end(cut ? body.slice(0, body.length() / 2) : body);
  }

  private void sendErrorIn200() {
    String error = VendorError.ofStatus(500, answer.request().model(), 0).json().toString();
    boolean stream = answer.request().stream();
    putHeaders(stream ? "text/event-stream; charset=utf-8" : "application/json");
    call.end(Buffer.buffer(stream ? "data: " + error + "\n\n" : error));
  }

  private void sendStatus() {
    int status = behaviour.fault().argument();
    call.response().setStatusCode(status);
    putHeaders(status == 502 ? "text/html" : "application/json");
    if (status == 429) {
      VendorHeaders.putLimitReached(call.response().headers(), answer.promptTokens());
    }
    call.end(
        Buffer.buffer(
            status == 502
                ? BAD_GATEWAY
                : VendorError.ofStatus(status, answer.request().model(), answer.promptTokens())
                    .json()
                    .toString()));
  }

  private void putHeaders(String contentType) {
    boolean stream = contentType.startsWith("text/event-stream");
    MultiMap headers = call.response().setChunked(stream).headers();
    headers.set("content-type", contentType);
    if (stream) {
      headers.set("cache-control", "no-cache");
    }
    VendorHeaders.put(headers, answer.request().hash(), call.elapsedMillis());
    VendorHeaders.putLimits(headers, answer.promptTokens());
  }
}
