package dev.caravan.camel;

import dev.caravan.api.ApiException;
import dev.caravan.api.FormBody;
import dev.caravan.call.Call;
import dev.caravan.config.GatewaySettings;
import dev.caravan.front.Front;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.server.RequestIds;
import dev.caravan.server.VertxResponseSink;
import dev.caravan.stream.ResponseSink;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/** The bean {@code calls}: makes a {@link Call} of an HTTP request. */
public final class CallOpener {
  private final GatewaySettings.Limits limits;

  public CallOpener(GatewaySettings.Limits limits) {
    this.limits = limits;
  }

  /** The step that opens calls of one API. */
  Processor of(Front front) {
    return exchange -> open(front, exchange);
  }

  /** Opens the call and leaves the bare body, as bytes, in the message. */
  private void open(Front front, Exchange exchange) {
    long nanos = System.nanoTime();
    HttpMessage message = exchange.getMessage(HttpMessage.class);
    HttpServerRequest http = message.getRequest();
    MultiMap headers = http.headers();
    UnaryOperator<@Nullable String> lookup = headers::get;
    ResponseSink sink = new VertxResponseSink(http, limits.slowClientTimeout());
    Call call =
        new Call(front, RequestIds.of(http), System.currentTimeMillis(), nanos, lookup, sink);
    exchange.setVariable(GatewayVariables.CALL, call);
    // Whatever happens to the exchange, errors of the JVM included, no permit is lost.
    exchange.getExchangeExtension().addOnCompletion(new VendorEnd(call));
    sink.onGone(() -> call.vendor().cut(ErrorCategory.CLIENT_GONE));
    byte[] body = bytes(message);
    call.bodyBytes(body.length);
    // A new message, not the old one emptied: steps that answer with a message of their own make it
    // of the same class, and that of platform-http brings the HTTP request along every time.
    Message bare = new DefaultMessage(exchange.getContext());
    bare.setBody(body);
    exchange.setMessage(bare);
    // The answer goes to the call's sink, so that nobody waits for a message. With platform-http's
    // InOut, every route and every block within one would copy its message at the end, to be it.
    exchange.setPattern(ExchangePattern.InOnly);
  }

  private static final class VendorEnd extends SynchronizationAdapter {
    private final Call call;

    VendorEnd(Call call) {
      this.call = call;
    }

    @Override
    public void onDone(Exchange exchange) {
      call.vendor().end(System.nanoTime());
    }
  }

  private static byte[] bytes(Message message) {
    return message.getBody() instanceof Buffer buffer ? buffer.getBytes() : new byte[0];
  }

  /**
   * Refuses a body that cannot be JSON.
   *
   * @throws ApiException 400
   */
  public void requireText(Call call, Exchange exchange) {
    byte[] body = (byte[]) exchange.getMessage().getBody();
    if (FormBody.is(call.header("content-type"))) {
      throw FormBody.refusal();
    }
    if (body.length == 0) {
      throw ApiException.invalidRequest(null, "The body is empty (expected: a JSON object).");
    }
    if (!Json.mayBeUtf8(body)) {
      throw ApiException.invalidRequest(null, "The body is not UTF-8 text.");
    }
  }
}
