package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a vendor sends in place of an answer is an upstream error that says what came. */
class VendorNonsenseTest {
  private static final int MEGABYTE = 1024 * 1024;
  private static final String MESSAGE =
      ChatAnswers.event(ChatAnswers.delta("{\"content\":\"Hi\"}", "null"));
  private static FakeVendor vendor;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    gateway =
        Gateway.withVendor(vendor.baseUrl())
            .models(
                """
                providers:
                  fake: {dialect: openai, base-url: "%s/secret-path", api-keys: ["sk-gateway-secret-key"]}
                models:
                  fake-model:
                    context-window: 128000
                    max-output: 16384
                    circuit-breaker: {failure-threshold: 1000, recovery: 30s}
                    deployments: [{provider: fake, model: m}]
                """
                    .formatted(vendor.baseUrl()))
            .gateway(
                """
                routing: {default-model: fake-model, fallback-chain: [], retries: 0}
                limits: {max-answer-bytes: 1MB, max-event-bytes: 256KB}
                cache: {exact: {enabled: false}}
                """)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  @AfterEach
  void gatewayGoesOn() {
    vendor.answerOnly(ChatAnswers.plain("still here"));
    assertThat(gateway.chat(ChatAnswers.HELLO).body()).contains("still here");
  }

  static Stream<Arguments> plainNonsense() {
    return Stream.of(
        nonsense("empty body", "server", () -> Answer.json(200, "")),
        nonsense("blank body", "server", () -> Answer.json(200, " \n\n ")),
        nonsense("no content", "server", () -> Answer.plain(204)),
        nonsense("truncated", "network", () -> ChatAnswers.plain("Hi").thenTruncate()),
        nonsense("reset", "network", Answer::reset),
        nonsense("half a document", "server", () -> Answer.json(200, "{\"choices\":[{")),
        nonsense("two documents", "server", () -> Answer.json(200, ChatAnswers.body("Hi") + "{}")),
        nonsense("text", "server", () -> Answer.json(200, "upstream connect error")),
        nonsense(
            "UTF-16",
            "server",
            () -> Answer.plain(200).send(ChatAnswers.body("Hi").getBytes(UTF_16LE))),
        nonsense("array", "server", () -> Answer.json(200, "[]")),
        nonsense("no choices", "server", () -> Answer.json(200, "{\"id\":\"x\"}")),
        nonsense("choices null", "server", () -> Answer.json(200, "{\"choices\":null}")),
        nonsense(
            "error inside", "server", () -> Answer.json(200, "{\"error\":{\"message\":\"boom\"}}")),
        nonsense(
            "overload inside",
            "rate_limit",
            () -> Answer.json(200, "{\"error\":{\"message\":\"boom\",\"code\":429}}")),
        nonsense(
            "error in the choice",
            "server",
            () -> Answer.json(200, "{\"choices\":[{\"error\":{\"message\":\"x\",\"code\":502}}]}")),
        nonsense(
            "deep nesting", "server", () -> Answer.json(200, "{\"choices\":" + "[".repeat(50_000))),
        nonsense("stream", "server", () -> ChatAnswers.stream("Hi")),
        nonsense("page", "server", () -> html(200)),
        nonsense("page 502", "server", () -> html(502)),
        nonsense("page 404", "not_found", () -> html(404)),
        nonsense("empty 500", "server", () -> Answer.plain(500)),
        nonsense(
            "redirect",
            "unknown",
            () -> Answer.plain(302).header("Location", vendor.baseUrl() + "/elsewhere")),
        nonsense(
            "permanent redirect",
            "unknown",
            () -> Answer.plain(308).header("Location", vendor.baseUrl() + "/elsewhere")),
        nonsense(
            "too long", "server", () -> Answer.json(200, ChatAnswers.body("x".repeat(MEGABYTE)))),
        nonsense("too long by far", "server", () -> endless(200, 64)),
        nonsense("error too long by far", "server", () -> endless(500, 64)),
        nonsense("gzip bomb", "server", () -> endless(200, 64).gzip()),
        nonsense("gzip bomb as error", "server", () -> endless(500, 64).gzip()),
        nonsense(
            "broken gzip",
            "server",
            () -> ChatAnswers.plain("Hi").header("Content-Encoding", "gzip")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plainNonsense")
  void nonsenseInPlaceOfAnAnswerIsAnUpstreamError(
      String name, String category, Supplier<Answer> answer) {
    vendor.answerOnly(answer.get());

    HttpResponse<String> failed = gateway.chat(ChatAnswers.HELLO);

    assertUpstreamError(failed, category);
    // A connection that was kept from the case before may be replaced, and the request sent again.
    assertThat(vendor.requests()).hasSizeBetween(1, category.equals("network") ? 3 : 1);
  }

  static Stream<Arguments> streamNonsense() {
    return Stream.of(
        nonsense("empty body", "network", Answer::stream),
        nonsense("only the end", "server", () -> Answer.stream().send("data: [DONE]\n\n")),
        nonsense("only comments", "network", () -> Answer.stream().send(": wait\n\n: wait\n\n")),
        nonsense("plain answer", "server", () -> ChatAnswers.plain("Hi")),
        nonsense("page", "network", () -> html(200)),
        nonsense("no content", "server", () -> Answer.plain(204)),
        nonsense("not JSON", "server", () -> Answer.stream().send("data: hello\n\n")),
        nonsense("array", "server", () -> Answer.stream().send("data: []\n\n")),
        nonsense(
            "error event",
            "server",
            () -> Answer.stream().send("event: error\ndata: {\"message\":\"x\"}\n\n")),
        nonsense(
            "error first",
            "server",
            () -> Answer.stream().send("data: {\"error\":{\"message\":\"boom\"}}\n\n")),
        nonsense(
            "overload first",
            "overloaded",
            () -> Answer.stream().send("data: {\"error\":{\"code\":503}}\n\n")),
        nonsense(
            "huge event", "server", () -> Answer.stream().send("data: \"" + "x".repeat(MEGABYTE))),
        nonsense("huge line", "server", () -> Answer.stream().send("x".repeat(MEGABYTE))),
        nonsense(
            "broken gzip",
            "server",
            () -> ChatAnswers.stream("Hi").header("Content-Encoding", "gzip")),
        nonsense("reset", "network", Answer::reset));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streamNonsense")
  void nonsenseInPlaceOfAStreamIsAnUpstreamError(
      String name, String category, Supplier<Answer> answer) {
    vendor.answerOnly(answer.get());

    assertUpstreamError(gateway.chat(ChatAnswers.HELLO_STREAM), category);
  }

  static Stream<Arguments> brokenStreams() {
    return Stream.of(
        nonsense("silent end", "", () -> Answer.stream().send(MESSAGE)),
        nonsense("truncated", "", () -> Answer.stream().send(MESSAGE).thenTruncate()),
        nonsense("reset", "", () -> Answer.stream().send(MESSAGE).thenReset()),
        nonsense(
            "half an event",
            "",
            () -> Answer.stream().send(MESSAGE).send("data: {\"choices\":[{\"del")),
        nonsense("not JSON", "", () -> Answer.stream().send(MESSAGE).send("data: hello\n\n")),
        nonsense(
            "huge event",
            "",
            () -> Answer.stream().send(MESSAGE).send("data: \"" + "x".repeat(MEGABYTE))),
        nonsense(
            "error",
            "",
            () ->
                Answer.stream().send(MESSAGE).send("data: {\"error\":{\"message\":\"boom\"}}\n\n")),
        nonsense(
            "finished with an error",
            "",
            () ->
                Answer.stream()
                    .send(MESSAGE)
                    .send(ChatAnswers.event(ChatAnswers.delta("{}", "\"error\"")))),
        nonsense("truncated gzip", "", () -> truncatedGzip()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenStreams")
  void streamThatBreaksEndsWithAnErrorEvent(String name, String none, Supplier<Answer> answer) {
    vendor.answerOnly(answer.get());

    HttpResponse<String> broken = gateway.chat(ChatAnswers.HELLO_STREAM);

    Events events = Events.of(broken.body());
    assertThat(broken.statusCode()).isEqualTo(200);
    assertThat(events.text()).isEqualTo("Hi");
    assertThat(events.done()).isFalse();
    assertThat(events.error().path("code").asText()).isEqualTo("upstream_failed");
    assertThat(events.chunks()).hasSize(2);
    assertLeaksNothing(broken.body());
  }

  @Test
  void gzipThatNobodyAskedForIsUndone() {
    vendor.answerOnly(ChatAnswers.plain("Hi").gzip());
    HttpResponse<String> plain = gateway.chat(ChatAnswers.HELLO);

    vendor.answerOnly(ChatAnswers.stream("Hel", "lo").gzip());
    HttpResponse<String> stream = gateway.chat(ChatAnswers.HELLO_STREAM);

    assertThat(plain.body()).isEqualTo(ChatAnswers.body("Hi"));
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(Events.of(stream.body()).text()).isEqualTo("Hello");
    assertThat(Events.of(stream.body()).done()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n\n\n\n", " \r\n", "\uFEFF"})
  void paddingBeforeTheAnswerIsTakenOff(String padding) {
    vendor.answerOnly(Answer.json(200, padding + ChatAnswers.body("Hi")));

    assertThat(gateway.chat(ChatAnswers.HELLO).body()).isEqualTo(ChatAnswers.body("Hi"));
  }

  @Test
  void redirectIsNotFollowed() {
    vendor.answer("/elsewhere", ChatAnswers.plain("from elsewhere"));
    vendor.answerOnly(Answer.plain(307).header("Location", vendor.baseUrl() + "/elsewhere"));

    assertUpstreamError(gateway.chat(ChatAnswers.HELLO), "unknown");
    assertThat(vendor.requests()).hasSize(1);
  }

  private static void assertUpstreamError(HttpResponse<String> failed, String category) {
    boolean overload = category.equals("rate_limit") || category.equals("overloaded");
    assertThat(failed.statusCode()).as(failed.body()).isEqualTo(overload ? 503 : 502);
    JsonNode error = Gateway.json(failed).path("error");
    assertThat(error.path("code").asText())
        .isEqualTo(overload ? "upstream_overloaded" : "upstream_failed");
    assertThat(error.path("message").asText()).contains("fake-model@fake:m " + category);
    assertThat(failed.headers().firstValue("Retry-After").isPresent()).isEqualTo(overload);
    assertLeaksNothing(failed.body());
  }

  private static void assertLeaksNothing(String body) {
    assertThat(body)
        .doesNotContain(
            "sk-gateway-secret-key", "secret", "127.0.0.1", "Exception", "java.", "<html");
  }

  private static Arguments nonsense(String name, String category, Supplier<Answer> answer) {
    return Arguments.of(name, category, answer);
  }

  private static Answer html(int status) {
    return Answer.plain(status)
        .header("Content-Type", "text/html")
        .send("<html><body>Bad gateway http://127.0.0.1/secret</body></html>");
  }

  /** So many megabytes of one JSON string. */
  private static Answer endless(int status, int megabytes) {
    byte[] megabyte = new byte[MEGABYTE];
    Arrays.fill(megabyte, (byte) 'x');
    Answer answer = Answer.plain(status).send("{\"choices\":[\"".getBytes(UTF_8));
    for (int i = 0; i < megabytes; i++) {
      answer.send(megabyte);
    }
    return answer;
  }

  private static Answer truncatedGzip() {
    Answer answer = Answer.stream().send(MESSAGE).gzip();
    return answer.thenTruncate();
  }
}
