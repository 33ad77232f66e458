package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Model;
import dev.caravan.config.Secret;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.SseReader;
import dev.caravan.upstream.AttemptTimers;
import dev.caravan.upstream.ChatStreamRelay;
import dev.caravan.upstream.Cutoff;
import dev.caravan.upstream.KeyRing;
import dev.caravan.upstream.PlainAnswerReader;
import dev.caravan.upstream.RetryAfter;
import dev.caravan.upstream.UpstreamAnswer;
import dev.caravan.upstream.VendorHeaders;
import io.netty.util.HashedWheelTimer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The bean {@code upstream}: what goes to an OpenAI-compatible vendor, and what comes back. */
public final class Upstream {
  private static final Duration CLOSING_GRACE = Duration.ofMillis(500);

  private final GatewaySettings settings;
  private final KeyRing keys;
  private final HashedWheelTimer wheel;

  public Upstream(GatewaySettings settings, KeyRing keys, HashedWheelTimer wheel) {
    this.settings = settings;
    this.keys = keys;
    this.wheel = wheel;
  }

  /**
   * Writes the vendor's request: the client's own body with the vendor's name of the model, and no
   * header but the vendor's.
   */
  public void request(Call call, Exchange exchange) {
    Candidate candidate = current(call);
    if (call.sink().isGone()) {
      throw UpstreamException.of(ErrorCategory.CLIENT_GONE, "the client closed the connection");
    }
    Message message = exchange.getMessage();
    message.setBody(body(call, candidate.deployment()));
    headers(call, candidate.deployment(), message);
    Cutoff cutoff = new Cutoff();
    AttemptTimers timers = new AttemptTimers(wheel, cutoff);
    call.begin(cutoff, timers, System.nanoTime());
    cutoff.start();
    if (call.sink().isGone()) {
      // The client left before there was a cutoff to tell.
      cutoff.cut(ErrorCategory.CLIENT_GONE);
    }
    Model model = candidate.model();
    timers.start(
        call.isStream() ? model.firstTokenTimeout() : model.timeout(),
        call.attempts().remaining(System.nanoTime()));
  }

  private static ObjectNode body(Call call, Deployment deployment) {
    ObjectNode request = call.request();
    ObjectNode body = request.objectNode();
    body.setAll(request);
    body.put("model", deployment.vendorModel());
    if (call.isStream()) {
      ObjectNode options =
          request.get("stream_options") instanceof ObjectNode own
              ? own.deepCopy()
              : body.objectNode();
      options.put("include_usage", true);
      body.set("stream_options", options);
    }
    return body;
  }

  private void headers(Call call, Deployment deployment, Message message) {
    message.removeHeaders("*");
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader("Accept", call.isStream() ? "text/event-stream" : "application/json");
    message.setHeader("Accept-Encoding", "identity");
    deployment.provider().headers().forEach(message::setHeader);
    Secret key = keys.next(deployment.provider());
    if (key != null) {
      message.setHeader("Authorization", "Bearer " + key.reveal());
    }
    if (deployment.provider().isSandbox()) {
      String behaviour = call.header("x-sandbox");
      if (behaviour != null) {
        message.setHeader("x-sandbox", behaviour);
      }
    }
  }

  /**
   * Reads the vendor's answer to its end; a stream goes to the client while it is read.
   *
   * @throws UpstreamException if it is no answer
   * @throws IOException if the connection to either side breaks
   */
  public void answer(Call call, Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE) instanceof Integer code ? code : 0;
    String contentType = header(message, Exchange.CONTENT_TYPE);
    int retryAfter = RetryAfter.seconds(header(message, "retry-after"));
    call.vendorHeaders(VendorHeaders.of(message.getHeaders()));
    message.removeHeaders("*");
    try (InputStream body = message.getBody() instanceof InputStream stream ? stream : null) {
      if (status < 200 || status > 299) {
        throw PlainAnswerReader.readError(status, body, retryAfter);
      }
      UpstreamAnswer answer = call.isStream() ? stream(call, body, contentType) : plain(call, body);
      call.answered(answer);
    } finally {
      call.timers().stop();
      message.setBody(null);
    }
  }

  private UpstreamAnswer plain(Call call, @Nullable InputStream body) throws IOException {
    UpstreamAnswer answer = PlainAnswerReader.read(body, settings.limits().maxAnswerBytes());
    settle(call, answer.usage(), answer.completionText());
    return answer;
  }

  private UpstreamAnswer stream(Call call, @Nullable InputStream body, @Nullable String contentType)
      throws IOException {
    boolean events =
        contentType == null || !contentType.toLowerCase(Locale.ROOT).contains("application/json");
    if (body == null || !events) {
      PlainAnswerReader.read(body, settings.limits().maxAnswerBytes());
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor answered a request for a stream without one");
    }
    SseReader reader = new SseReader(body, settings.limits().maxEventBytes());
    ClientStream client = new ClientStream(call, settings.limits().idleTimeout());
    ChatStreamRelay relay =
        new ChatStreamRelay(
            client,
            call.isUsageAsked(),
            CacheStage.maxEntryBytes(settings, call),
            (last, seen) -> {
              settle(call, seen.usage(), seen.textSoFar());
              AnswerReport.addToLastChunk(call, last);
            },
            call.timers()::event);
    try {
      UpstreamAnswer answer = relay.relay(reader);
      call.timers().lastEvent(CLOSING_GRACE);
      drain(reader);
      return answer;
    } catch (IOException | UpstreamException e) {
      if (client.hasBegun()) {
        settle(call, relay.usage(), relay.textSoFar());
      }
      throw e;
    }
  }

  /** Reads the stream's very end, so that its connection can be used again. */
  private static void drain(SseReader reader) {
    try {
      if (reader.next() != null) {
        // Whatever follows the terminal marker is not for the client; the connection is given up.
        return;
      }
    } catch (IOException e) {
      // The answer is complete; only the connection is lost.
      return;
    }
  }

  private static void settle(Call call, @Nullable Usage usage, String completion) {
    if (usage != null) {
      call.settle(usage);
      return;
    }
    TokenCounter counter = TokenCounter.forModel(current(call).deployment().vendorModel());
    call.settle(Usage.estimated(counter.countPrompt(call.request()), counter.count(completion)));
  }

  private static Candidate current(Call call) {
    Attempts attempts = call.attempts();
    Candidate candidate = attempts.current();
    if (candidate == null) {
      throw new IllegalStateException("no attempt has begun");
    }
    return candidate;
  }

  private static @Nullable String header(Message message, String name) {
    return message.getHeader(name) instanceof String text ? text : null;
  }
}
