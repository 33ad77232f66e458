package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.StreamMeaning;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact cache: what it answers, what it tells apart, and what it never keeps. */
class CacheTest {
  private final FakeVendor vendor = FakeVendor.start();
  private final Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start();

  @AfterEach
  void stop() {
    gateway.close();
    vendor.close();
  }

  @Test
  void sameRequestIsAnsweredOnce() {
    vendor.answer(ChatAnswers.plain("first"), ChatAnswers.plain("second"));

    HttpResponse<String> miss = gateway.chat(ChatAnswers.HELLO);
    HttpResponse<String> hit = gateway.chat(ChatAnswers.HELLO);

    assertThat(cache(miss)).isEqualTo("miss");
    assertThat(cache(hit)).isEqualTo("hit");
    assertThat(hit.body()).isEqualTo(miss.body());
    assertThat(hit.headers().firstValue("x-caravan-cost")).hasValue("0");
    assertThat(hit.headers().firstValue("x-caravan-attempts")).hasValue("0");
    assertThat(hit.headers().firstValue("x-caravan-model")).hasValue("fake-model");
    assertThat(hit.headers().firstValue("x-caravan-provider")).hasValue("fake");
    assertThat(hit.headers().firstValue("x-request-id"))
        .isNotEqualTo(miss.headers().firstValue("x-request-id"));
    assertThat(vendor.requests()).hasSize(1);
  }

  @Test
  void bypassNeitherTakesNorKeeps() {
    vendor.answer(ChatAnswers.plain("1"), ChatAnswers.plain("2"), ChatAnswers.plain("3"));

    HttpResponse<String> bypass = gateway.chat(ChatAnswers.HELLO, "x-caravan-cache", "bypass");
    HttpResponse<String> miss = gateway.chat(ChatAnswers.HELLO);
    HttpResponse<String> again = gateway.chat(ChatAnswers.HELLO, "x-caravan-cache", "bypass");

    assertThat(cache(bypass)).isEqualTo("bypass");
    assertThat(cache(miss)).isEqualTo("miss");
    assertThat(cache(again)).isEqualTo("bypass");
    assertThat(vendor.requests()).hasSize(3);
  }

  @Test
  void refreshReplacesWhatWasKept() {
    vendor.answer(ChatAnswers.plain("old"), ChatAnswers.plain("new"));
    gateway.chat(ChatAnswers.HELLO);

    HttpResponse<String> refresh = gateway.chat(ChatAnswers.HELLO, "x-caravan-cache", "refresh");
    HttpResponse<String> hit = gateway.chat(ChatAnswers.HELLO);

    assertThat(cache(refresh)).isEqualTo("miss");
    assertThat(refresh.body()).contains("new");
    assertThat(cache(hit)).isEqualTo("hit");
    assertThat(hit.body()).contains("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"temperature\":0.5",
        "\"n\":2",
        "\"stream\":false",
        "\"seed\":1",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
        "\"response_format\":{\"type\":\"json_object\"}",
        "\"unknown\":null",
        "\"user\":\"somebody\""
      })
  void everyFieldTellsRequestsApart(String field) {
    vendor.answer(ChatAnswers.plain("Hi"));
    gateway.chat(ChatAnswers.HELLO);

    HttpResponse<String> other =
        gateway.chat(ChatAnswers.HELLO.replace("{\"model\"", "{" + field + ",\"model\""));

    assertThat(cache(other)).isEqualTo("miss");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      [{"role":"system","content":"Be brief"},{"role":"user","content":"Hello"}]
      [{"role":"user","content":"Hello "}]
      [{"role":"user","content":"hello"}]
      [{"role":"assistant","content":"Hello"}]
      [{"role":"user","name":"x","content":"Hello"}]
      [{"role":"user","content":[{"type":"text","text":"Hello"}]}]
      [{"role":"user","content":"Hello"},{"role":"user","content":"Hello"}]
      """)
  void everyMessageTellsRequestsApart(String messages) {
    vendor.answer(ChatAnswers.plain("Hi"));
    gateway.chat(ChatAnswers.HELLO);

    HttpResponse<String> other =
        gateway.chat("{\"model\":\"fake-model\",\"messages\":" + messages + "}");

    assertThat(cache(other)).isEqualTo("miss");
  }

  @Test
  void modelTellsRequestsApart() {
    vendor.answer(ChatAnswers.plain("Hi"));
    gateway.chat(ChatAnswers.HELLO);

    assertThat(cache(gateway.chat(ChatAnswers.HELLO.replace("fake-model", "auto"))))
        .isEqualTo("miss");
  }

  @Test
  void tagTellsRequestsApartBecauseARuleMayLookAtIt() {
    vendor.answer(ChatAnswers.plain("Hi"));
    gateway.chat(ChatAnswers.HELLO);

    assertThat(cache(gateway.chat(ChatAnswers.HELLO, "x-caravan-tags", "team=x")))
        .isEqualTo("miss");
  }

  @Test
  void orderOfFieldsAndExplainDoNot() {
    vendor.answer(ChatAnswers.plain("Hi"));
    gateway.chat(
        "{\"model\":\"fake-model\",\"a\":{\"x\":1,\"y\":2},\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

    HttpResponse<String> other =
        gateway.chat(
            "{ \"messages\":[{\"content\":\"Hello\",\"role\":\"user\"}],\"caravan\":{\"explain\":true},"
                + "\"a\":{\"y\":2,\"x\":1}, \"model\":\"fake-model\"}");

    assertThat(cache(other)).isEqualTo("hit");
    assertThat(Gateway.json(other).at("/caravan/cache").asText()).isEqualTo("hit");
  }

  @Test
  void completeStreamIsReplayedAsAStream() {
    vendor.answer(ChatAnswers.stream("Hel", "lo"), ChatAnswers.stream("other"));

    HttpResponse<String> miss = gateway.chat(ChatAnswers.HELLO_STREAM);
    HttpResponse<String> hit = gateway.chat(ChatAnswers.HELLO_STREAM, "x-caravan-explain", "true");

    Events first = Events.of(miss.body());
    Events second = Events.of(hit.body());
    assertThat(cache(hit)).isEqualTo("hit");
    assertThat(StreamMeaning.of(second.chunks())).isEqualTo(StreamMeaning.of(first.chunks()));
    assertThat(second.done()).isTrue();
    assertThat(first.last().at("/caravan/cost").asText()).isEqualTo("0.00002");
    assertThat(second.last().at("/caravan/cost").asText()).isEqualTo("0");
    assertThat(second.last().at("/caravan/cache").asText()).isEqualTo("hit");
    assertThat(hit.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
    assertThat(vendor.requests()).hasSize(1);
  }

  @Test
  void errorIsNotKept() {
    vendor.answer(
        Answer.json(500, "{}"),
        Answer.json(400, "{}"),
        Answer.json(200, "{}"),
        ChatAnswers.plain("Hi"));

    assertThat(gateway.chat(ChatAnswers.HELLO).statusCode()).isEqualTo(502);
    assertThat(gateway.chat(ChatAnswers.HELLO).statusCode()).isEqualTo(400);
    assertThat(gateway.chat(ChatAnswers.HELLO).statusCode()).isEqualTo(502);
    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("miss");
    assertThat(vendor.requests()).hasSize(4);
  }

  @Test
  void cutStreamIsNotKept() {
    String start = ChatAnswers.event(ChatAnswers.delta("{\"content\":\"Hi\"}", "null"));
    vendor.answer(
        Answer.stream().send(start),
        Answer.stream().send(start).thenReset(),
        ChatAnswers.stream("complete"));

    assertThat(Events.of(gateway.chat(ChatAnswers.HELLO_STREAM).body()).done()).isFalse();
    assertThat(Events.of(gateway.chat(ChatAnswers.HELLO_STREAM).body()).done()).isFalse();
    assertThat(Events.of(gateway.chat(ChatAnswers.HELLO_STREAM).body()).text())
        .isEqualTo("complete");
    assertThat(vendor.requests()).hasSize(3);
  }

  @Test
  void degradedReplyIsNotKept() {
    gateway.writeConfig(
        "gateway.yaml",
        """
        routing: {default-model: fake-model, fallback-chain: [], retries: 0, degraded-reply: "Later, please."}
        """);
    gateway.reload();
    vendor.answer(Answer.json(500, "{}"), ChatAnswers.plain("Hi"));

    HttpResponse<String> degraded = gateway.chat(ChatAnswers.HELLO);
    HttpResponse<String> real = gateway.chat(ChatAnswers.HELLO);

    assertThat(degraded.headers().firstValue("x-caravan-degraded")).hasValue("true");
    assertThat(degraded.body()).contains("Later, please.");
    assertThat(real.headers().firstValue("x-caravan-degraded")).isEmpty();
    assertThat(cache(real)).isEqualTo("miss");
  }

  private static String cache(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-caravan-cache").orElse("");
  }
}
