package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.call.Exchanged;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Model;
import dev.caravan.config.Secret;
import dev.caravan.config.StreamLimits;
import dev.caravan.cost.Charge;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.AwsCredentials;
import dev.caravan.dialect.ChatAnswer;
import dev.caravan.dialect.ChatText;
import dev.caravan.dialect.Dialect;
import dev.caravan.dialect.Dialects;
import dev.caravan.dialect.Framing;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.Losses;
import dev.caravan.dialect.OpenAiUsage;
import dev.caravan.dialect.StreamTranslator;
import dev.caravan.dialect.Target;
import dev.caravan.fetch.RemoteFiles;
import dev.caravan.json.Json;
import dev.caravan.quality.AnswerText;
import dev.caravan.quality.ReadAlong;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.EventReader;
import dev.caravan.upstream.AwsSigner;
import dev.caravan.upstream.PlainAnswerReader;
import dev.caravan.upstream.StreamRelay;
import dev.caravan.upstream.UpstreamAnswer;
import dev.caravan.upstream.VendorHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean {@code upstream}: what goes to a vendor in its own dialect, and what comes back. */
public final class Upstream {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
  private static final int MAX_COUNTED_TEXT = 4_000_000;
  private static final Duration CLOSING_GRACE = Duration.ofMillis(500);

  private final GatewaySettings settings;
  private final LossPolicies lossPolicies;
  private final AwsSigner signer = new AwsSigner(Clock.systemUTC());
  private final VendorCalls vendors;
  private final RemoteFiles files;
  private final Continuations continuations;
  private final Escalations escalations;

  Upstream(
      GatewaySettings settings,
      LossPolicies lossPolicies,
      VendorCalls vendors,
      RemoteFiles files,
      Escalations escalations) {
    this.escalations = escalations;
    this.settings = settings;
    this.lossPolicies = lossPolicies;
    this.vendors = vendors;
    this.files = files;
    this.continuations = new Continuations(settings.routing());
  }

  /**
   * Writes the vendor's request: the client's own where the vendor speaks the client's API, else
   * its translation; and no header but the vendor's.
   */
  public void request(Call call, Exchange exchange) {
    Candidate candidate = vendors.next(call);
    Losses losses = new Losses(lossPolicies);
    call.vendor().speaks(write(call, candidate, losses, exchange.getMessage()));
    Model model = candidate.model();
    vendors.begin(
        call, losses.warnings(), call.isStream() ? model.firstTokenTimeout() : model.timeout());
  }

  private Exchanged write(Call call, Candidate candidate, Losses losses, Message message) {
    Deployment deployment = candidate.deployment();
    Dialect dialect = Dialects.named(deployment.provider().wireFormat());
    Target target =
        new Target(
            deployment.vendorModel(),
            candidate.model().maxOutput(),
            call.isStream(),
            call.getId(),
            call.startedAtMillis() / 1_000,
            deployment.quirks());
    boolean asIs =
        dialect.name().equals(call.front().ownDialect()) && !Continuations.isContinued(call);
    ObjectNode body;
    if (asIs) {
      ObjectNode own =
          call.front().forOwnDialect(call.ownRequest(), deployment.vendorModel(), losses);
      body = dialect.ownRequest(own, target);
    } else {
      call.front().ignored(call.ownRequest()).forEach(losses::note);
      ObjectNode asked = Continuations.request(call, dialect, target);
      losses.check(asked, dialect);
      ObjectNode chat =
          dialect.needsBytes()
              ? files.embedded(asked, losses, call.attempts().remaining(System.nanoTime()))
              : asked;
      body = dialect.request(chat, target, losses);
    }
    Secret key =
        vendors.write(
            call, message, body, dialect.path(target, body), k -> dialect.headers(k, target));
    if (asIs) {
      for (String name : call.front().ownHeaders()) {
        String value = call.header(name);
        if (value != null && message.getHeader(name) == null) {
          message.setHeader(name, value);
        }
      }
    }
    return new Exchanged(dialect, target, asIs, key);
  }

  /**
   * Signs the request as it is about to be sent, where the provider's key is an access key of AWS.
   */
  public void sign(Call call, Exchange exchange) {
    Secret key = call.vendor().exchanged().key();
    AwsCredentials credentials = key == null ? null : AwsCredentials.parse(key.reveal());
    String baseUrl = VendorCalls.current(call).deployment().provider().baseUrl();
    if (credentials == null || baseUrl == null) {
      return;
    }
    Message message = exchange.getMessage();
    URI base = URI.create(baseUrl);
    signer
        .sign(
            "POST",
            URI.create(baseUrl + message.getHeader(Exchange.HTTP_PATH, String.class)),
            Map.of("content-type", "application/json"),
            message.getBody(byte[].class),
            AwsSigner.region(base),
            credentials)
        .forEach(message::setHeader);
  }

  /**
   * Reads the vendor's answer to its end; a stream goes to the client while it is read.
   *
   * @throws UpstreamException if it is no answer
   * @throws IOException if the connection to either side breaks
   */
  public void answer(Call call, Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    int status = VendorCalls.status(message);
    String contentType = VendorCalls.header(message, Exchange.CONTENT_TYPE);
    Map<String, Object> headers = message.getHeaders();
    call.vendor().headers(VendorHeaders.of(headers));
    InputStream body = message.getBody() instanceof InputStream stream ? stream : null;
    try {
      if (status < 200 || status > 299) {
        throw call.attempts()
            .judged(
                call.vendor()
                    .exchanged()
                    .dialect()
                    .error(
                        status,
                        PlainAnswerReader.readError(body),
                        name -> VendorCalls.header(message, name)));
      }
      UpstreamAnswer answer = call.isStream() ? stream(call, body, contentType) : plain(call, body);
      call.answered(answer);
    } finally {
      close(body);
      call.vendor().timers().stop();
      message.removeHeaders("*");
      message.setBody(null);
    }
  }

  /** What goes wrong here costs a connection, and no answer: that is complete or failed already. */
  private static void close(@Nullable InputStream body) {
    try {
      if (body != null) {
        body.close();
      }
    } catch (IOException e) {
      LOG.debug("the rest of a vendor's answer could not be read: {}", e.toString());
    }
  }

  private UpstreamAnswer plain(Call call, @Nullable InputStream body) throws IOException {
    byte[] bytes = PlainAnswerReader.read(body, settings.limits().maxAnswerBytes());
    Exchanged with = call.vendor().exchanged();
    ChatAnswer answer = with.dialect().answer(PlainAnswerReader.parse(bytes), with.target());
    ObjectNode completion = answer.completion();
    escalations.read(call, completion, bytes.length);
    Usage usage = settle(call, answer.usage(), completion);
    JsonNode finishReason = completion.path("choices").path(0).get("finish_reason");
    if (answer.usage() == null && !answer.asItCame() && !with.asIs()) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    ObjectNode own =
        with.asIs()
            ? completion
            : call.front().answer(completion, usage, call.ownRequest(), call.getId());
    boolean asItCame = with.asIs() || (answer.asItCame() && call.front().isChatForm());
    return new UpstreamAnswer(asItCame ? bytes : Json.write(own), null, finishReason);
  }

  private UpstreamAnswer stream(Call call, @Nullable InputStream body, @Nullable String contentType)
      throws IOException {
    Exchanged with = call.vendor().exchanged();
    boolean events =
        with.dialect().framing() == Framing.SSE_OR_JSON
            || contentType == null
            || !contentType.toLowerCase(Locale.ROOT).contains("application/json");
    if (body == null || !events) {
      byte[] bytes = PlainAnswerReader.read(body, settings.limits().maxAnswerBytes());
      var unused = with.dialect().answer(PlainAnswerReader.parse(bytes), with.target());
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor answered a request for a stream without one");
    }
    EventReader reader = with.dialect().framing().reader(body, settings.limits().maxEventBytes());
    StreamLimits limits = VendorCalls.current(call).model().streaming();
    ClientStream client =
        new ClientStream(call, limits, settings.limits().idleTimeout(), vendors::began);
    AnswerText text = escalations.reading(call);
    StreamTranslator translator = with.dialect().stream(with.target());
    int kept =
        // What several vendors wrote is nobody's answer to the same request.
        Continuations.isContinued(call) ? 0 : CacheStage.maxEntryBytes(settings, call);
    StreamRelay relay =
        new StreamRelay(
            text == null ? client : escalations.held(call, client),
            limits.slowest() == null ? 1 : limits.slowest().tokens(),
            text == null ? translator : new ReadAlong(translator, text),
            continuations.writer(call, with.asIs()),
            new Ending(call),
            text == null ? kept : Math.max(kept, escalations.mostHeld()),
            call.vendor().timers()::event);
    UpstreamAnswer answer = relay.relay(reader);
    call.vendor().timers().lastEvent(CLOSING_GRACE);
    drain(reader);
    return answer;
  }

  private record Ending(Call call) implements StreamRelay.Ending {
    @Override
    public Usage settle(@Nullable Usage usage, String text) {
      return Upstream.settle(call, usage, text);
    }

    @Override
    public void lost(Usage usage) {
      call.charge(usage, Charge.Purpose.LOST);
    }

    @Override
    public void report(ObjectNode last) {
      AnswerReport.addToLastChunk(call, last);
    }
  }

  /** Reads the stream's very end, so that its connection can be used again. */
  private static void drain(EventReader reader) {
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

  private static Usage settle(Call call, @Nullable Usage usage, ObjectNode completion) {
    if (usage != null) {
      call.settle(usage);
      return usage;
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode choice : completion.path("choices")) {
      ChatText.append(choice.path("message"), text, MAX_COUNTED_TEXT);
    }
    return settle(call, null, text.toString());
  }

  private static Usage settle(Call call, @Nullable Usage usage, String completion) {
    Usage counted = usage;
    if (counted == null) {
      TokenCounter counter =
          TokenCounter.forModel(VendorCalls.current(call).deployment().vendorModel());
      ObjectNode asked = Continuations.asked(call);
      counted = Usage.estimated(counter.countPrompt(asked), counter.count(completion));
    }
    Continuations.settle(call, counted);
    return counted;
  }
}
