package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code mid-stream: resume}: what another vendor goes on with, and what nobody does. */
class ResumedStreamTest {
  private static final String BEGUN = "The northern well is twelve";
  private static final String REST = " metres deep.";
  private static final String CALL =
      OpenAi.event(
          "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\","
              + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]},"
              + "\"finish_reason\":null}]}");

  private final CountDownLatch never = new CountDownLatch(1);
  private static FakeVendor first;
  private static FakeVendor second;
  private static FakeVendor third;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    first = FakeVendor.start();
    second = FakeVendor.start();
    third = FakeVendor.start();
    gateway =
        Gateway.withVendor(first.baseUrl())
            .models(
                """
                providers:
                  one: {dialect: openai, base-url: "%s", api-keys: [sk-1]}
                  two: {dialect: openai, base-url: "%s", api-keys: [sk-2]}
                  three: {dialect: openai, base-url: "%s", api-keys: [sk-3], quirks: {continuation: partial}}
                models:
                  a:
                    price: {currency: USD, input: 1000, output: 2000}
                    first-token-timeout: 500ms
                    circuit-breaker: {failure-threshold: 1000}
                    deployments: [{provider: one}]
                  b:
                    price: {currency: USD, input: 3000, output: 4000}
                    first-token-timeout: 500ms
                    circuit-breaker: {failure-threshold: 1000}
                    deployments: [{provider: two}]
                  c:
                    first-token-timeout: 500ms
                    circuit-breaker: {failure-threshold: 1000}
                    deployments: [{provider: three}]
                """
                    .formatted(first.baseUrl(), second.baseUrl(), third.baseUrl()))
            .gateway(
                """
                routing: {fallback-chain: [b, c], mid-stream: resume}
                limits: {idle-timeout: 500ms}
                """)
            .start();
  }

  @BeforeEach
  void answer() {
    second.answerOnly(OpenAi.streams(" met", "res deep."));
    third.answerOnly(OpenAi.streams(REST));
  }

  @AfterEach
  void release() {
    never.countDown();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    first.close();
    second.close();
    third.close();
  }

  private static Answer begun() {
    return Answer.stream().send(OpenAi.role()).send(OpenAi.delta(BEGUN));
  }

  private static ObjectNode request() {
    try {
      return (ObjectNode) Json.read(OpenAi.askForStream("a", "How deep?").getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Answer> breaks() {
    return Stream.of(
        begun(),
        begun().thenTruncate(),
        begun().thenReset(),
        begun().send(OpenAi.event(OpenAi.error("overloaded"))),
        begun().send(OpenAi.event("{\"choices\":[{")),
        begun().hold(new CountDownLatch(1)));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void faultsOfTheVendorAreGoneOnFrom(Answer answer) throws IOException {
    first.answerOnly(answer);

    HttpResponse<String> received = gateway.chat(request().toString());

    Events events = Events.of(received.body());
    assertThat(events.text()).as(received.body()).isEqualTo(BEGUN + REST);
    assertThat(events.done()).isTrue();
    assertThat(received.body().split("assistant", -1)).hasSize(2);
    assertThat(events.last().at("/caravan/resumed"))
        .isEqualTo(read("[{\"at_characters\":27,\"from\":\"a@one\",\"by\":\"b@two\"}]"));
    assertThat(third.requests()).isEmpty();
  }

  @Test
  void nextVendorSeesTheQuestionTheTextAndWhatIsWantedOfIt() throws IOException {
    first.answerOnly(begun());

    gateway.chat(request().put("max_tokens", 100).put("temperature", 0.5).toString());

    JsonNode asked = read(second.requests().getFirst().body());
    assertThat(asked.path("messages")).hasSize(3);
    assertThat(asked.at("/messages/0/content").asText()).isEqualTo("How deep?");
    assertThat(asked.at("/messages/1"))
        .isEqualTo(read("{\"role\":\"assistant\",\"content\":\"" + BEGUN + "\"}"));
    assertThat(asked.at("/messages/2/role").asText()).isEqualTo("user");
    assertThat(asked.at("/messages/2/content").asText())
        .startsWith("Your answer above was cut off")
        .endsWith("\n" + BEGUN);
    assertThat(asked.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(asked.path("max_tokens").asInt()).isBetween(90, 100);
    assertThat(second.requests().getFirst().headers().get("authorization"))
        .isEqualTo("Bearer sk-2");
  }

  @Test
  void chineseAnswerIsAskedForInChinese() throws IOException {
    String text = "北井有十二米深，";
    first.answerOnly(Answer.stream().send(OpenAi.delta(text)).thenTruncate());
    second.answerOnly(OpenAi.streams(text + "南井有", "九米深。"));

    Events events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo("北井有十二米深，南井有九米深。");
    assertThat(read(second.requests().getFirst().body()).at("/messages/2/content").asText())
        .startsWith("你上面的回答")
        .endsWith("\n" + text);
  }

  @Test
  void vendorThatKnowsAWayOfItsOwnIsAskedInIt() throws IOException {
    first.answerOnly(begun());
    second.answerOnly(OpenAi.fails(500, "boom"));

    Events events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo(BEGUN + REST);
    assertThat(events.last().at("/caravan/resumed/0/by").asText()).isEqualTo("c@three");
    JsonNode asked = read(third.requests().getFirst().body());
    assertThat(asked.path("messages")).hasSize(2);
    assertThat(asked.at("/messages/1/partial").asBoolean()).isTrue();
    assertThat(second.requests()).hasSize(1);
  }

  @Test
  void streamMayBreakOffTwice() throws IOException {
    first.answerOnly(begun());
    second.answerOnly(Answer.stream().send(OpenAi.delta(" met")).thenReset());
    third.answerOnly(OpenAi.streams("res deep."));

    Events events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo(BEGUN + "res deep.");
    // " met" was still held back: whether it goes on was not yet known.
    assertThat(events.last().at("/caravan/resumed")).hasSize(1);

    second.answerOnly(
        Answer.stream().send(OpenAi.delta(BEGUN + " met")).send(OpenAi.delta("res ")).thenReset());
    third.answerOnly(OpenAi.streams("deep."));
    events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo(BEGUN + REST);
    assertThat(events.last().at("/caravan/resumed"))
        .isEqualTo(
            read(
                "[{\"at_characters\":27,\"from\":\"a@one\",\"by\":\"b@two\"},"
                    + "{\"at_characters\":35,\"from\":\"b@two\",\"by\":\"c@three\"}]"));
  }

  @Test
  void answerThatBeginsAnewIsNotShown() {
    first.answerOnly(begun().send(OpenAi.delta(" metres deep, and always was")));
    second.answerOnly(
        OpenAi.streams("The northern well is twelve metres", " in depth. It is old."));
    third.answerOnly(OpenAi.streams("."));

    Events events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo(BEGUN + " metres deep, and always was.");
    assertThat(second.requests()).hasSize(1);
  }

  @Test
  void whereNobodyCanGoOnTheErrorEventComes() {
    first.answerOnly(begun());
    second.answerOnly(OpenAi.fails(500, "boom"));
    third.answerOnly(OpenAi.fails(400, "a last message of the assistant is refused"));

    HttpResponse<String> received = gateway.chat(request().toString());

    Events events = Events.of(received.body());
    assertThat(events.done()).isFalse();
    assertThat(events.text()).isEqualTo(BEGUN);
    assertThat(events.error().path("code").asText()).isEqualTo("upstream_failed");
    assertThat(events.error().path("message").asText())
        .contains("a@one network", "b@two server", "c@three invalid_request");
  }

  @Test
  void refusedContinuationIsNotTheCallersFault() {
    first.answerOnly(begun());
    second.answerOnly(OpenAi.fails(400, "a last message of the assistant is refused"));
    third.answerOnly(OpenAi.streams(REST));

    assertThat(Events.of(gateway.chat(request().toString()).body()).text()).isEqualTo(BEGUN + REST);
  }

  @Test
  void nothingGoesOnOnceAToolCallHasBegun() {
    assertFails(begun().send(CALL), request());
  }

  @Test
  void nothingGoesOnAfterTheFinish() {
    assertFails(begun().send(OpenAi.finish()).send(OpenAi.event(OpenAi.error("late"))), request());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"response_format\":{\"type\":\"json_object\"}}",
        "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{}}}}",
        "{\"n\":2}",
        "{\"logprobs\":true}",
        "{\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"v\",\"format\":\"wav\"}}",
        "{\"guided_json\":{}}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
            + "{\"role\":\"assistant\",\"content\":\"I\"}]}"
      })
  void nothingGoesOnWhereTextIsNotAllThatIsPromised(String fields) throws IOException {
    assertFails(begun(), request().setAll((ObjectNode) read(fields)));
  }

  @Test
  void structuredResponsesAreNotGoneOnWith() {
    first.answerOnly(begun());

    String body =
        gateway
            .post(
                "/v1/responses",
                "{\"model\":\"a\",\"stream\":true,\"input\":\"hi\",\"text\":{\"format\":"
                    + "{\"type\":\"json_schema\",\"name\":\"s\",\"schema\":{\"type\":\"object\"}}}}")
            .body();

    assertThat(body).contains("upstream_failed");
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void refusedContentIsTheCallersAlsoInTheMiddle() {
    assertFails(
        begun()
            .send(
                OpenAi.event(
                    "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\","
                        + "\"code\":\"content_filter\"}}")),
        request());
  }

  private void assertFails(Answer answer, ObjectNode request) {
    first.answerOnly(answer);

    Events events = Events.of(gateway.chat(request.toString()).body());

    assertThat(events.error().path("code").asText()).isEqualTo("upstream_failed");
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void toolCallMayFollowInTheContinuation() {
    first.answerOnly(begun());
    second.answerOnly(
        Answer.stream()
            .send(OpenAi.delta(REST))
            .send(CALL)
            .send(OpenAi.finish().replace("\"stop\"", "\"tool_calls\""))
            .send(OpenAi.DONE));

    Events events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo(BEGUN + REST);
    assertThat(events.chunks().toString()).contains("\"id\":\"c1\"");
    assertThat(events.done()).isTrue();
  }

  @Test
  void reasoningOfTheSecondVendorIsNotShown() {
    String thinks =
        OpenAi.event(
            "{\"id\":\"%s\",\"model\":\"%s\",\"choices\":[{\"index\":0,\"delta\":"
                + "{\"reasoning_content\":\"%s\"},\"finish_reason\":null}]}");
    first.answerOnly(
        Answer.stream().send(thinks.formatted("x1", "m1", "Hm.")).send(OpenAi.delta(BEGUN)));
    second.answerOnly(
        Answer.stream()
            .send(thinks.formatted("x2", "m2", "Where was I?"))
            .send(OpenAi.delta(REST))
            .send(OpenAi.finish())
            .send(OpenAi.DONE));

    String body = gateway.chat(request().toString()).body();

    assertThat(Events.of(body).text()).isEqualTo(BEGUN + REST);
    assertThat(body).contains("Hm.", "x1", "m1").doesNotContain("Where was I?", "x2", "m2");
  }

  @Test
  void breakWhileTheVendorThinksAsksTheQuestionAgain() throws IOException {
    first.answerOnly(
        Answer.stream()
            .send(
                OpenAi.event(
                    "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Hm.\"},"
                        + "\"finish_reason\":null}]}")));
    second.answerOnly(OpenAi.streams(BEGUN, REST));

    Events events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo(BEGUN + REST);
    assertThat(events.last().at("/caravan/resumed/0/at_characters").asInt()).isZero();
    assertThat(read(second.requests().getFirst().body()).path("messages")).hasSize(1);
  }

  @Test
  void bothVendorsArePaidAndBothAreCounted() throws IOException {
    first.answerOnly(begun());
    second.answerOnly(OpenAi.streams(REST));
    ObjectNode request = request();
    request.putObject("stream_options").put("include_usage", true);

    HttpResponse<String> received = gateway.chat(request.toString());

    Events events = Events.of(received.body());
    JsonNode usage = events.last().path("usage");
    String id = received.headers().firstValue("x-request-id").orElseThrow();
    JsonNode call = Gateway.json(gateway.get("/admin/requests/" + id));
    assertThat(call.path("charges")).as(call.toString()).hasSize(2);
    long prompt = call.at("/charges/0/prompt_tokens").asLong();
    long completion = call.at("/charges/0/completion_tokens").asLong();
    assertThat(completion).isPositive();
    assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(prompt + 10);
    assertThat(usage.path("completion_tokens").asLong()).isEqualTo(completion + 5);
    assertThat(call.path("prompt_tokens").asLong()).isEqualTo(prompt + 10);
    assertThat(call.path("completion_tokens").asLong()).isEqualTo(completion + 5);
    assertThat(call.path("resumed")).isEqualTo(events.last().at("/caravan/resumed"));
    assertThat(events.last().at("/caravan/cost").decimalValue())
        .isEqualByComparingTo(
            call.at("/charges/0/cost")
                .decimalValue()
                .add(call.at("/charges/1/cost").decimalValue()));
    assertThat(events.chunks().stream().filter(chunk -> chunk.path("usage").isObject())).hasSize(1);
    assertThat(gateway.metric("caravan_resumptions_total", "chat")).isPositive();
  }

  @Test
  void deadlineEndsWithTheFirstPartOfTheAnswer() {
    first.answerOnly(begun().hold(never));
    second.answerOnly(OpenAi.streams(REST));

    String body = gateway.chat(request().toString(), "x-caravan-deadline-ms", "250").body();

    assertThat(Events.of(body).text()).isEqualTo(BEGUN + REST);
  }

  @Test
  void continuationHasTheTimeOfAStreamOnceItHasBegun() {
    first.answerOnly(begun());
    byte[] deep = OpenAi.delta(" deep").getBytes(UTF_8);
    second.answerOnly(Answer.stream().drip(8, 100, deep).send(OpenAi.finish()).send(OpenAi.DONE));

    String body = gateway.chat(request().toString()).body();

    assertThat(Events.of(body).text()).isEqualTo(BEGUN + " deep".repeat(8));
  }

  @Test
  void continuationThatDoesNotBeginIsLeftForTheNext() {
    first.answerOnly(begun());
    second.answerOnly(Answer.stream().head().hold(never));

    Events events = Events.of(gateway.chat(request().toString()).body());

    assertThat(events.text()).isEqualTo(BEGUN + REST);
    assertThat(events.last().at("/caravan/resumed/0/by").asText()).isEqualTo("c@three");
  }

  @Test
  void resumedAnswerIsNotKept() {
    first.answerOnly(begun());
    ObjectNode request = request().put("temperature", 0).put("seed", 1);

    gateway.chat(request.toString());
    gateway.chat(request.toString());

    assertThat(first.requests()).hasSize(2);
  }

  @Test
  void wholeStreamIsKeptAndPassesAsItCame() {
    first.answerOnly(OpenAi.streams(BEGUN, REST));
    ObjectNode request = request().put("temperature", 0);

    String body = gateway.chat(request.toString()).body();

    assertThat(body).contains(OpenAi.role(), OpenAi.delta(BEGUN), OpenAi.delta(REST));
    assertThat(body).doesNotContain("resumed");
    assertThat(Events.of(gateway.chat(request.toString()).body()).text()).isEqualTo(BEGUN + REST);
    assertThat(first.requests()).hasSize(1);
  }

  @Test
  void halfACharacterIsNotShown() {
    first.answerOnly(
        Answer.stream()
            .send(
                OpenAi.event(
                    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + BEGUN
                        + "\\ud83d\"},\"finish_reason\":null}]}"))
            .thenTruncate());
    second.answerOnly(OpenAi.streams("😀" + REST));

    assertThat(Events.of(gateway.chat(request().toString()).body()).text())
        .isEqualTo(BEGUN + "😀" + REST);
  }

  private static JsonNode read(String json) throws IOException {
    return Json.read(json.getBytes(UTF_8));
  }
}
