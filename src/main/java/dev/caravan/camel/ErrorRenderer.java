package dev.caravan.camel;

import com.fasterxml.jackson.core.JacksonException;
import dev.caravan.api.ApiException;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.call.Call;
import dev.caravan.stream.ClientGoneException;
import dev.caravan.stream.ResponseSink;
import dev.caravan.stream.SseWriter;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean {@code errors}: the only place where a failure becomes bytes for a client. */
public final class ErrorRenderer {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorRenderer.class);

  /** Names the failure and notes it in the call, if there is one. */
  public void note(@ExchangeException Exception thrown, Exchange exchange) {
    Call call = exchange.getVariable(GatewayVariables.CALL, Call.class);
    ApiException failure = nameOf(thrown, call);
    if (call != null) {
      call.failed(failure);
      if (failure.code().equals("client_gone")) {
        call.clientGone();
      }
    }
    exchange.setVariable(GatewayVariables.FAILURE, failure);
  }

  /**
   * Renders the noted failure in the shape of the API that was called: as status and body, or, if a
   * stream has begun, as its last event.
   */
  public void render(Exchange exchange) {
    ApiException failure = exchange.getVariable("failure", ApiException.class);
    Call call = exchange.getVariable(GatewayVariables.CALL, Call.class);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    if (call != null && call.sink().hasBegun()) {
      endStream(call, failure);
      message.setBody(null);
      return;
    }
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, failure.status());
    if (call != null) {
      AnswerReport.headers(call).forEach(message::setHeader);
    }
    if (failure.retryAfterSeconds() > 0) {
      message.setHeader("Retry-After", Integer.toString(failure.retryAfterSeconds()));
    }
    if (failure.isFinalForClient()) {
      message.setHeader("x-should-retry", "false");
    }
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setBody(
        call == null ? OpenAiErrors.body(failure) : call.front().error(failure, call.getId()));
  }

  private static void endStream(Call call, ApiException failure) {
    ResponseSink sink = call.sink();
    try {
      sink.write(SseWriter.format(call.front().errorEvent(failure, call.getId(), sink.events())));
    } catch (ClientGoneException e) {
      LOG.debug("the client left before its stream's last event");
    }
    sink.end();
  }

  /** What a client is told of a failure. */
  static ApiException nameOf(Exception thrown, @Nullable Call call) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApiException known) {
        return known;
      }
      if (cause instanceof ClientGoneException) {
        return ApiException.of(
            499, "client_error", "client_gone", "The client closed the connection.");
      }
      if (cause instanceof JacksonException json) {
        return ApiException.invalidRequest(null, "The body is not valid JSON" + place(json) + ".");
      }
      if (cause instanceof IOException && call != null && !call.isAdmitted()) {
        return ApiException.invalidRequest(null, "The body is not valid JSON in UTF-8.");
      }
    }
    LOG.error("call {} failed in the gateway itself", call == null ? "?" : call.getId(), thrown);
    return ApiException.of(
        500, "server_error", "internal_error", "The gateway failed; the operator's log says why.");
  }

  private static String place(JacksonException json) {
    return json.getLocation() == null
        ? ""
        : " (line "
            + json.getLocation().getLineNr()
            + ", column "
            + json.getLocation().getColumnNr()
            + ")";
  }
}
