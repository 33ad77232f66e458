package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Sends an answer of one JSON body with its behaviour: waits, fails where it is to fail. */
final class PlainReply {
  private static final String JSON = "application/json";
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
  private final SandboxBehaviour behaviour;
  private final String model;
  private final String hash;
  private final int promptTokens;

  PlainReply(
      SandboxCall call, SandboxBehaviour behaviour, String model, String hash, int promptTokens) {
    this.call = call;
    this.behaviour = behaviour;
    this.model = model;
    this.hash = hash;
    this.promptTokens = promptTokens;
  }

  /**
   * Sends the body, or what goes wrong in its place.
   *
   * @param tokens that the answer has, each with its interval
   */
  void send(ObjectNode json, int tokens) {
    SandboxFault fault = behaviour.fault();
    switch (fault.kind()) {
      case STATUS -> call.after(behaviour.firstTokenLatency(), this::sendStatus);
      case ERROR_IN_200 ->
          call.after(
              behaviour.firstTokenLatency(),
              () -> {
                putHeaders(JSON);
                call.end(Buffer.buffer(errorIn200()));
              });
      default -> {
        if (failsBeforeHead() || fault.is(SandboxFault.Kind.STALL)) {
          return;
        }
        int sent = fault.is(SandboxFault.Kind.NONE) ? tokens : Math.min(tokens, fault.argument());
        Duration pace = behaviour.tokenInterval().multipliedBy(Math.max(0, sent - 1));
        call.after(behaviour.firstTokenLatency().plus(pace), () -> sendBody(json));
      }
    }
  }

  private void sendBody(ObjectNode json) {
    if (behaviour.fault().is(SandboxFault.Kind.RESET)) {
      call.reset(Buffer.buffer());
      return;
    }
    putHeaders(JSON);
    Buffer body = Buffer.buffer(json.toString());
    boolean cut = behaviour.fault().is(SandboxFault.Kind.CUT);
    call.end(cut ? body.slice(0, body.length() / 2) : body);
  }

  /** Whether the connection fails without a byte of an answer, in which case that is arranged. */
  boolean failsBeforeHead() {
    SandboxFault fault = behaviour.fault();
    if (fault.is(SandboxFault.Kind.RESET) && fault.argument() == 0) {
      call.after(behaviour.firstTokenLatency(), () -> call.reset(Buffer.buffer()));
      return true;
    }
    return fault.is(SandboxFault.Kind.STALL) && fault.argument() == 0;
  }

  String errorIn200() {
    return VendorError.ofStatus(500, model, 0).json().toString();
  }

  void sendStatus() {
    int status = behaviour.fault().argument();
    call.response().setStatusCode(status);
    putHeaders(status == 502 ? "text/html" : JSON);
    if (status == 429) {
      VendorHeaders.putLimitReached(
          call.response().headers(), promptTokens, behaviour.retryAfter());
    }
    call.end(
        Buffer.buffer(
            status == 502
                ? BAD_GATEWAY
                : VendorError.ofStatus(status, model, promptTokens).json().toString()));
  }

  void putHeaders(String contentType) {
    boolean stream = contentType.startsWith("text/event-stream");
    MultiMap headers = call.response().setChunked(stream).headers();
    headers.set("content-type", contentType);
    if (stream) {
      headers.set("cache-control", "no-cache");
    }
    VendorHeaders.put(headers, hash, call.elapsedMillis());
    VendorHeaders.putLimits(headers, promptTokens);
  }
}
