package dev.caravan.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.faults.Fault.Case;
import dev.caravan.faults.Fault.Outcome;
import dev.caravan.faults.Fault.Place;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.testing.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The rows of the matrix. */
final class Faults {
  /** Of vendors that fail; never seen where another one answers. */
  static final String TEXT = "From the vendor that fails.";

  /** What vendors quote in their errors, and nobody may pass on. */
  static final String SECRET = "sk-first-secret-key";

  static final String OTHER_SECRET = "sk-first-other-secret-key";

  private static final String MESSAGE =
      "Cannot do that with the key " + SECRET + " or " + OTHER_SECRET;
  private static final int DRIP_MILLIS = 20;

  /** Many times what any time limit here allows. */
  private static final int DRIPS = 150;

  private final CountDownLatch never;

  /**
   * All of them.
   *
   * @param never what a vendor waits for that says nothing more
   */
  Faults(CountDownLatch never) {
    this.never = never;
  }

  List<List<Fault>> all() {
    return List.of(connections(), silence(), statuses(), insideOf200(), nonsense(), callersOwn());
  }

  private static List<Fault> connections() {
    return List.of(
        Fault.named("connection refused").at(Place.REFUSED),
        Fault.named("name not in the DNS").at(Place.NO_SUCH_HOST),
        Fault.named("DNS that does not answer")
            .at(Place.SILENT_DNS, ErrorCategory.TIMEOUT)
            .stalling(),
        Fault.named("TLS: a certificate that nobody trusts").at(Place.WRONG_CERTIFICATE),
        Fault.named("TLS: plain HTTP at an https address").at(Place.PLAIN_AT_HTTPS),
        Fault.named("TLS at an http address").at(Place.TLS_AT_HTTP),
        Fault.named("reset before the headers")
            .both(ErrorCategory.NETWORK, voice -> Answer.reset()),
        Fault.named("closed before the headers")
            .both(ErrorCategory.NETWORK, voice -> Answer.plain(200).thenTruncate()),
        Fault.named("reset after the headers")
            .plain(ErrorCategory.NETWORK, voice -> Answer.plain(200).head().thenReset())
            .stream(ErrorCategory.NETWORK, voice -> voice.stream().head().thenReset()),
        Fault.named("reset in mid-body")
            .plain(ErrorCategory.NETWORK, voice -> half(voice).thenReset()),
        Fault.named("closed in mid-body")
            .plain(ErrorCategory.NETWORK, voice -> half(voice).thenTruncate()),
        Fault.named("reset before the first token").stream(
            ErrorCategory.NETWORK, voice -> voice.stream(voice.opening()).thenReset()),
        Fault.named("closed before the first token").stream(
            ErrorCategory.NETWORK, voice -> voice.stream(voice.opening()).thenTruncate()),
        Fault.named("reset in mid-stream")
            .midStream(ErrorCategory.NETWORK, voice -> begun(voice).thenReset()),
        Fault.named("closed in mid-stream")
            .midStream(ErrorCategory.NETWORK, voice -> begun(voice).thenTruncate()));
  }

  private List<Fault> silence() {
    return List.of(
        Fault.named("stall before the headers")
            .both(ErrorCategory.TIMEOUT, voice -> Answer.plain(200).hold(never))
            .stalling(),
        Fault.named("stall in mid-body")
            .plain(ErrorCategory.TIMEOUT, voice -> half(voice).hold(never).send("}"))
            .stalling(),
        Fault.named("stall before the first token").stream(
                ErrorCategory.TIMEOUT, voice -> voice.stream(voice.opening()).hold(never))
            .stalling(),
        Fault.named("stall in mid-stream")
            .midStream(ErrorCategory.TIMEOUT, voice -> begun(voice).hold(never))
            .stalling(),
        Fault.named("drip: a body of blanks that does not end")
            .plain(
                ErrorCategory.TIMEOUT,
                voice -> Answer.json(200, "").drip(DRIPS, DRIP_MILLIS, new byte[] {' '}))
            .stalling(),
        Fault.named("drip: a body that does not end")
            .plain(
                ErrorCategory.TIMEOUT,
                voice -> half(voice).drip(DRIPS, DRIP_MILLIS, new byte[] {' '}))
            .stalling(),
        Fault.named("drip: pings before the first token").stream(
                ErrorCategory.TIMEOUT,
                voice -> voice.stream(voice.opening()).drip(DRIPS, DRIP_MILLIS, voice.ping()))
            .stalling(),
        Fault.named("drip: events without meaning before the first token").stream(
                ErrorCategory.TIMEOUT,
                voice -> voice.stream(voice.opening()).drip(DRIPS, DRIP_MILLIS, voice.says("")))
            .stalling(),
        Fault.named("drip: pings in mid-stream")
            .midStream(
                ErrorCategory.TIMEOUT, voice -> begun(voice).drip(DRIPS, DRIP_MILLIS, voice.ping()))
            .stalling(),
        Fault.named("drip: events without meaning in mid-stream")
            .midStream(
                ErrorCategory.TIMEOUT,
                voice -> begun(voice).drip(DRIPS, DRIP_MILLIS, voice.says("")))
            .stalling(),
        Fault.named("drip: an event that does not end, in mid-stream")
            .midStream(
                ErrorCategory.TIMEOUT,
                voice -> {
                  byte[] event = voice.says(TEXT);
                  return begun(voice)
                      .send(Arrays.copyOf(event, event.length - TEXT.length()))
                      .drip(DRIPS, DRIP_MILLIS, new byte[] {'x'});
                })
            .stalling());
  }

  private static List<Fault> statuses() {
    return List.of(
        status("401", 401, ErrorCategory.AUTHENTICATION),
        status("402", 402, ErrorCategory.QUOTA),
        status("403", 403, ErrorCategory.PERMISSION),
        status("401 to each of two keys", 401, ErrorCategory.AUTHENTICATION).withTwoKeys(),
        status("403 to each of two keys", 403, ErrorCategory.PERMISSION).withTwoKeys(),
        status("404", 404, ErrorCategory.NOT_FOUND),
        status("408", 408, ErrorCategory.TIMEOUT),
        status("429", 429, ErrorCategory.RATE_LIMIT),
        Fault.named("429 with Retry-After")
            .both(
                ErrorCategory.RATE_LIMIT,
                voice -> voice.fails(429, MESSAGE).header("Retry-After", "1")),
        Fault.named("429 with Retry-After beyond the deadline")
            .both(
                ErrorCategory.RATE_LIMIT,
                voice -> voice.fails(429, MESSAGE).header("Retry-After", "600")),
        status("500", 500, ErrorCategory.SERVER),
        Fault.named("500 without a body").both(ErrorCategory.SERVER, voice -> Answer.plain(500)),
        Fault.named("502 with HTML").both(ErrorCategory.SERVER, voice -> page(502)),
        status("503", 503, ErrorCategory.OVERLOADED),
        status("529", 529, ErrorCategory.OVERLOADED));
  }

  private static List<Fault> insideOf200() {
    return List.of(
        Fault.named("200 with an error as its body")
            .both(ErrorCategory.OVERLOADED, voice -> Answer.json(200, voice.errorInside(MESSAGE))),
        Fault.named("200 with an error as its first event").stream(
            ErrorCategory.OVERLOADED, voice -> voice.stream(voice.errorEvent(MESSAGE))),
        Fault.named("200 with an error before the first token").stream(
            ErrorCategory.OVERLOADED,
            voice -> voice.stream(voice.opening(), voice.errorEvent(MESSAGE))),
        Fault.named("200 with an error after the first token")
            .midStream(
                ErrorCategory.OVERLOADED, voice -> begun(voice).send(voice.errorEvent(MESSAGE))));
  }

  private static List<Fault> nonsense() {
    return List.of(
        Fault.named("truncated JSON")
            .plain(
                ErrorCategory.SERVER, voice -> Answer.json(200, voice.body(TEXT).substring(0, 90)))
            .stream(
                ErrorCategory.SERVER, voice -> voice.stream(voice.opening(), voice.brokenEvent())),
        Fault.named("truncated JSON in mid-stream")
            .midStream(ErrorCategory.SERVER, voice -> begun(voice).send(voice.brokenEvent())),
        Fault.named("truncated gzip")
            .plain(ErrorCategory.NETWORK, voice -> voice.plain(TEXT).gzipCutOff(true))
            .stream(
                ErrorCategory.NETWORK, voice -> voice.stream(voice.opening()).gzipCutOff(false)),
        Fault.named("truncated gzip in mid-stream")
            .midStream(ErrorCategory.NETWORK, voice -> begun(voice).gzipCutOff(false)),
        Fault.named("gzip that is none")
            .both(
                ErrorCategory.SERVER,
                voice -> voice.plain(TEXT).header("Content-Encoding", "gzip")),
        Fault.named("end without a finish reason").midStream(ErrorCategory.NETWORK, Faults::begun),
        Fault.named("terminal marker missing after the finish reason").stream(
            Faults::withoutMarker),
        Fault.named("empty body").plain(ErrorCategory.SERVER, voice -> Answer.json(200, "")),
        Fault.named("204 without a body").both(ErrorCategory.SERVER, voice -> Answer.plain(204)),
        Fault.named("empty stream").stream(ErrorCategory.NETWORK, voice -> voice.stream()),
        Fault.named("stream with a beginning and no more").stream(
            ErrorCategory.NETWORK, voice -> voice.stream(voice.opening())),
        Fault.named("HTML with status 200").plain(ErrorCategory.SERVER, voice -> page(200)).stream(
            ErrorCategory.NETWORK, voice -> page(200)),
        Fault.named("a stream where a plain answer was asked")
            .plain(ErrorCategory.SERVER, voice -> voice.wholeStream(TEXT)),
        Fault.named("a plain answer where a stream was asked").stream(Faults::plainAsStream),
        Fault.named("the right answer under a wrong content type")
            .plain(voice -> answered(voice.plain(TEXT).header("Content-Type", "text/plain")))
            .stream(
                voice -> answered(voice.wholeStream(TEXT).header("Content-Type", "text/plain"))));
  }

  private static List<Fault> callersOwn() {
    return List.of(
        Fault.named("400: the request is wrong")
            .callers(
                ErrorCategory.INVALID_REQUEST, voice -> voice.fails(400, "That is no request")),
        Fault.named("422: the request is wrong")
            .callers(
                ErrorCategory.INVALID_REQUEST, voice -> voice.fails(422, "That is no request")),
        Fault.named("413: the request is too long for the vendor's door")
            .callers(ErrorCategory.INVALID_REQUEST, voice -> voice.fails(413, "Too many bytes")),
        Fault.named("400: the prompt is too long, the next candidate's window larger")
            .both(
                ErrorCategory.CONTEXT_LENGTH,
                voice -> voice.fails(400, "The prompt is longer than the context window")),
        Fault.named("400: the content is refused")
            .callers(
                ErrorCategory.CONTENT_POLICY,
                voice -> voice.fails(400, "Your prompt was flagged by our safety system")));
  }

  private static Fault status(String name, int status, ErrorCategory category) {
    return Fault.named(name).both(category, voice -> voice.fails(status, MESSAGE));
  }

  private static Case answered(Answer answer) {
    return new Case(Outcome.ANSWERED, null, answer);
  }

  /**
   * OpenAI's and AWS's markers say nothing that the finish reason did not; clients of others wait.
   */
  private static Case withoutMarker(Voice voice) {
    Answer answer = voice.stream(voice.opening(), voice.says(TEXT), voice.finish(TEXT));
    return switch (voice.dialect()) {
      case "openai", "bedrock", "gemini" -> answered(answer);
      default -> new Case(Outcome.BROKEN, ErrorCategory.NETWORK, answer);
    };
  }

  /** Gemini streams an array of answers if it is not asked for events: one is a stream, too. */
  private static Case plainAsStream(Voice voice) {
    return voice.dialect().equals("gemini")
        ? answered(voice.plain(TEXT))
        : new Case(Outcome.NEXT, ErrorCategory.SERVER, voice.plain(TEXT));
  }

  private static Answer half(Voice voice) {
    byte[] body = voice.body(TEXT).getBytes(UTF_8);
    return Answer.json(200, "").send(Arrays.copyOf(body, body.length / 2));
  }

  /** A stream with some text. */
  private static Answer begun(Voice voice) {
    return voice.stream(voice.opening(), voice.says(TEXT));
  }

  private static Answer page(int status) {
    return Answer.plain(status)
        .header("Content-Type", "text/html")
        .send("<html><body><h1>Bad gateway</h1>http://10.0.0.7/" + SECRET + "</body></html>");
  }
}
