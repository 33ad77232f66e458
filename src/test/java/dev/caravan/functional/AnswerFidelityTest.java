package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the vendor answers reaches the client, with the gateway's own report around it. */
class AnswerFidelityTest {
  private static final String ASKING_FOR_USAGE =
      ChatAnswers.HELLO_STREAM.replace(
          "{\"stream\"", "{\"stream_options\":{\"include_usage\":true},\"stream\"");
  private static FakeVendor vendor;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    gateway =
        Gateway.withVendor(vendor.baseUrl())
            .gateway(
                """
                routing: {default-model: fake-model, fallback-chain: [], retries: 0}
                cache: {exact: {enabled: false}}
                """)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  @Test
  void plainAnswerIsTheVendorsByteForByte() {
    String body =
        "{ \"choices\" : [ {\"message\":{\"content\":\"\\u7ebf程🚀\",\"n\":1.500,\"x\":1E400}} ],"
            + "\"big\":123456789012345678901234567890 }";
    vendor.answerOnly(Answer.json(200, body));

    assertThat(gateway.chat(ChatAnswers.HELLO).body()).isEqualTo(body);
  }

  @Test
  void usageChunkAndUsageNullsAreTakenOutUnlessAskedFor() {
    vendor.answerOnly(ChatAnswers.stream("Hel", "lo"));

    Events events = Events.of(gateway.chat(ChatAnswers.HELLO_STREAM).body());

    assertThat(events.text()).isEqualTo("Hello");
    assertThat(events.done()).isTrue();
    assertThat(events.chunks()).hasSize(4).noneMatch(chunk -> chunk.has("usage"));
    assertThat(events.last().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void usageChunkAndUsageNullsAreKeptWhereAskedFor() {
    vendor.answerOnly(ChatAnswers.stream("Hel", "lo"));

    Events events = Events.of(gateway.chat(ASKING_FOR_USAGE).body());

    assertThat(events.chunks()).hasSize(5).allMatch(chunk -> chunk.has("usage"));
    assertThat(events.last().path("choices")).isEmpty();
    assertThat(events.last().at("/usage/total_tokens").asInt()).isEqualTo(15);
  }

  @Test
  void usageThatTheVendorSendsAnywayIsKept() {
    String last =
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
    vendor.answerOnly(
        Answer.stream()
            .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"Hi\"}", "null")))
            .send(ChatAnswers.event(last)));

    Events events = Events.of(gateway.chat(ChatAnswers.HELLO_STREAM).body());

    assertThat(events.last().at("/usage/total_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void finishReasonThatComesTwiceIsSentOnce() {
    vendor.answerOnly(
        Answer.stream()
            .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"Hi\"}", "\"stop\"")))
            .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"\"}", "\"stop\"")))
            .send("data: [DONE]\n\n"));

    Events events = Events.of(gateway.chat(ChatAnswers.HELLO_STREAM).body());

    assertThat(events.text()).isEqualTo("Hi");
    assertThat(RecordedChat.finishReasons(events)).containsExactly("choice 0");
  }

  @Test
  void unchangedChunksAreTheVendorsByteForByte() {
    String odd = "{ \"choices\":[{\"delta\":{\"content\":\"\\u4f60🚀\"}, \"x\":1.50 }] }";
    vendor.answerOnly(
        Answer.stream()
            .send(ChatAnswers.event(odd))
            .send(ChatAnswers.event(ChatAnswers.delta("{}", "\"stop\"")))
            .send("data: [DONE]\n\n"));

    assertThat(gateway.chat(ChatAnswers.HELLO_STREAM).body()).startsWith("data: " + odd + "\n\n");
  }

  @Test
  void halfOfAnEmojiInAChunkDoesNotBreakTheStream() {
    vendor.answerOnly(
        Answer.stream()
            .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"\\ud83d\"}", "null")))
            .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"\\ude80\"}", "\"stop\"")))
            .send("data: [DONE]\n\n"));

    Events events = Events.of(gateway.chat(ChatAnswers.HELLO_STREAM).body());

    assertThat(events.text()).isEqualTo("🚀");
    assertThat(events.done()).isTrue();
  }

  @Test
  void vendorsHeadersStayBehindAndAreShownToTheAdministrator() {
    vendor.answerOnly(
        ChatAnswers.plain("Hi")
            .header("Set-Cookie", "vendor=1")
            .header("Server", "cloudflare")
            .header("X-Request-Id", "req_vendor_42")
            .header("X-RateLimit-Remaining-Tokens", "149984")
            .header("X-RateLimit-Reset-Requests", "1m12s")
            .header("CF-Ray", "8f")
            .header("OpenAI-Organization", "org-gateway")
            .header("x-caravan-model", "forged")
            .header("CamelHttpResponseCode", "418")
            .header("Strict-Transport-Security", "max-age=1"));

    HttpResponse<String> answer = gateway.chat(ChatAnswers.HELLO);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(headerNames(answer))
        .containsExactlyInAnyOrder(
            "content-type",
            "x-request-id",
            "x-caravan-model",
            "x-caravan-provider",
            "x-caravan-task",
            "x-caravan-rule",
            "x-caravan-attempts",
            "x-caravan-fallbacks",
            "x-caravan-cache",
            "x-caravan-cost",
            "x-caravan-currency",
            "x-caravan-overhead-ms");
    assertThat(header(answer, "x-caravan-model")).isEqualTo("fake-model");
    JsonNode seen =
        Gateway.json(gateway.get("/admin/requests/" + header(answer, "x-request-id")))
            .path("vendor_headers");
    assertThat(seen.path("x-request-id").asText()).isEqualTo("req_vendor_42");
    assertThat(seen.path("x-ratelimit-remaining-tokens").asText()).isEqualTo("149984");
    assertThat(seen.path("x-ratelimit-reset-requests").asText()).isEqualTo("1m12s");
    assertThat(seen).hasSize(3);
  }

  @Test
  void headersReportTheDecision() {
    vendor.answerOnly(ChatAnswers.plain("Hi"));

    HttpResponse<String> answer = gateway.chat(ChatAnswers.HELLO);

    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "x-request-id")).matches("req_[0-9a-f]{32}");
    assertThat(header(answer, "x-caravan-provider")).isEqualTo("fake");
    assertThat(header(answer, "x-caravan-rule")).isEqualTo("explicit-model");
    assertThat(header(answer, "x-caravan-attempts")).isEqualTo("1");
    assertThat(header(answer, "x-caravan-fallbacks")).isEqualTo("0");
    assertThat(header(answer, "x-caravan-cache")).isEqualTo("bypass");
    assertThat(header(answer, "x-caravan-overhead-ms")).matches("\\d+\\.\\d{3}");
  }

  @Test
  void streamHasTheHeadersButThoseOfItsCost() {
    vendor.answerOnly(ChatAnswers.stream("Hi"));

    HttpResponse<String> answer = gateway.chat(ChatAnswers.HELLO_STREAM);

    assertThat(header(answer, "content-type")).startsWith("text/event-stream");
    assertThat(headerNames(answer))
        .contains("x-request-id", "x-caravan-model", "x-caravan-attempts", "x-caravan-overhead-ms")
        .doesNotContain("x-caravan-cost", "x-caravan-currency", "server", "set-cookie");
  }

  @Test
  void explainAddsTheStoryToAPlainAnswer() {
    vendor.answerOnly(ChatAnswers.plain("Hi"));

    HttpResponse<String> answer = gateway.chat(ChatAnswers.HELLO, "x-caravan-explain", "true");

    assertExplained(Gateway.json(answer).path("caravan"), answer);
    assertThat(Gateway.json(answer).at("/choices/0/message/content").asText()).isEqualTo("Hi");
  }

  @Test
  void explainAddsTheStoryToTheLastChunk() {
    vendor.answerOnly(ChatAnswers.stream("Hi"));

    HttpResponse<String> answer =
        gateway.chat(ChatAnswers.HELLO_STREAM, "x-caravan-explain", "true");

    Events events = Events.of(answer.body());
    assertExplained(events.last().path("caravan"), answer);
    List<JsonNode> others = events.chunks().subList(0, events.chunks().size() - 1);
    assertThat(others).noneMatch(chunk -> chunk.has("caravan"));
  }

  @Test
  void optionInTheBodyEqualsTheHeader() {
    vendor.answerOnly(ChatAnswers.plain("Hi"));

    HttpResponse<String> answer =
        gateway.chat(
            ChatAnswers.HELLO.replace(
                "{\"model\"",
                "{\"caravan\":{\"explain\":true,\"priority\":\"cost\",\"tags\":{\"team\":\"x\"},"
                    + "\"max_cost\":0.5,\"deadline_ms\":5000,\"cache\":\"bypass\",\"fallbacks\":[]},"
                    + "\"model\""));

    assertExplained(Gateway.json(answer).path("caravan"), answer);
    assertThat(Gateway.json(answer).at("/caravan/priority").asText()).isEqualTo("cost");
    JsonNode seen = Gateway.json(gateway.get("/admin/requests/" + header(answer, "x-request-id")));
    assertThat(seen.at("/tags/team").asText()).isEqualTo("x");
  }

  private static void assertExplained(JsonNode story, HttpResponse<String> answer) {
    assertThat(story.path("request_id").asText()).isEqualTo(header(answer, "x-request-id"));
    assertThat(story.path("model").asText()).isEqualTo("fake-model");
    assertThat(story.path("provider").asText()).isEqualTo("fake");
    assertThat(story.path("rule").asText()).isEqualTo("explicit-model");
    assertThat(story.path("attempts").asInt()).isEqualTo(1);
    assertThat(story.path("cost").asText()).isEqualTo("0.00002");
    assertThat(story.path("currency").asText()).isEqualTo("USD");
    assertThat(story.path("reasoning").asText()).isNotEmpty();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static Set<String> headerNames(HttpResponse<String> answer) {
    Set<String> names = new TreeSet<>(answer.headers().map().keySet());
    names.removeAll(Set.of("content-length", "transfer-encoding"));
    return names;
  }
}
