package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that fail: before their first text another vendor answers, after it nobody does. */
class BrokenStreamTest {
  private static final String REQUEST = OpenAi.askForStream("model", "hi");

  private final CountDownLatch never = new CountDownLatch(1);
  private final FakeVendor first = FakeVendor.start();
  private final FakeVendor second = FakeVendor.start().answer(OpenAi.streams("from the second"));

  @AfterEach
  void stopVendors() {
    never.countDown();
    first.close();
    second.close();
  }

  @Test
  void errorAsTheFirstEventBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(Answer.stream().send(OpenAi.event(OpenAi.error("overloaded"))));
  }

  @Test
  void errorAfterTheRoleChunkBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(
        Answer.stream().send(OpenAi.role()).send(OpenAi.event(OpenAi.error("overloaded"))));
  }

  @Test
  void errorInAPlainBodyBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(Answer.json(200, OpenAi.error("overloaded")));
  }

  @Test
  void emptyStreamBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(Answer.stream());
  }

  @Test
  void streamCutAfterItsRoleChunkBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(Answer.stream().send(OpenAi.role()).thenTruncate());
  }

  @Test
  void resetBeforeTheFirstEventBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(Answer.reset());
  }

  @Test
  void silenceBeforeTheFirstTokenBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(Answer.stream().head().hold(never));
  }

  @Test
  void silenceBeforeTheHeadersBecomesTheNextVendorsAnswer() {
    assertSecondAnswers(Answer.stream().hold(never));
  }

  @Test
  void keepAlivesDoNotCountAsAFirstToken() {
    assertSecondAnswers(Answer.stream().send(": keep-alive\n\n").send(OpenAi.role()).hold(never));
  }

  @Test
  void errorOfTheOnlyVendorBeforeTheFirstTokenHasAStatusOfItsOwn() {
    first.answer(Answer.stream().send(OpenAi.role()).send(OpenAi.event(OpenAi.error("boom"))));
    try (Gateway gateway =
        Gateway.withModels(new ModelsYaml().provider("first", first).model("model", "first"))
            .start()) {
      HttpResponse<String> answer = gateway.chat(REQUEST);

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo("upstream_failed");
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }
  }

  @Test
  void errorAfterTheFirstTokenIsTheLastEvent() throws IOException {
    assertEndsWithError(
        Answer.stream()
            .send(OpenAi.delta("half an"))
            .send(OpenAi.event(OpenAi.error("boom")))
            .send(OpenAi.delta(" answer"))
            .send(OpenAi.DONE));
  }

  @Test
  void streamCutWithoutMarkerEndsWithAnError() throws IOException {
    assertEndsWithError(Answer.stream().send(OpenAi.delta("half an")));
    assertEndsWithError(Answer.stream().send(OpenAi.delta("half an")).thenTruncate());
    assertEndsWithError(Answer.stream().send(OpenAi.delta("half an")).thenReset());
  }

  @Test
  void eventThatIsNoJsonEndsTheStreamWithAnError() throws IOException {
    assertEndsWithError(
        Answer.stream().send(OpenAi.delta("half an")).send(OpenAi.event("{\"choices\":[{")));
  }

  @Test
  void silenceInTheMiddleEndsWithAnErrorAfterTheIdleTimeout() throws IOException {
    assertEndsWithError(Answer.stream().send(OpenAi.delta("half an")).hold(never));
  }

  @Test
  void keepAlivesDoNotHideAVendorThatGoesOnWithoutTokens() throws IOException {
    // Comments reset no timer: a proxy sends them for as long as its own vendor hangs.
    assertEndsWithError(
        Answer.stream().send(OpenAi.delta("half an")).send(": keep-alive\n\n").hold(never));
  }

  @Test
  void stallAfterTheDeadlineIsNotToldAsADeadline() throws IOException {
    first.answer(Answer.stream().send(OpenAi.delta("half an")).hold(never));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(REQUEST, "x-caravan-deadline-ms", "250");

      assertThat(lastEvent(answer).at("/error/code").asText()).isEqualTo("upstream_failed");
    }
  }

  private void assertSecondAnswers(Answer ofTheFirst) {
    first.answer(ofTheFirst);
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(REQUEST);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("from the second").endsWith(OpenAi.DONE);
      assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("second");
      assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
      assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("1");
      // One role chunk: nothing of the first vendor's went out.
      assertThat(answer.body().split("assistant", -1)).hasSize(2);
    }
  }

  private void assertEndsWithError(Answer ofTheFirst) throws IOException {
    int before = second.requests().size();
    try (FakeVendor vendor = FakeVendor.start().answer(ofTheFirst);
        Gateway gateway = gateway(vendor)) {
      HttpResponse<String> answer = gateway.chat(REQUEST);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).startsWith(OpenAi.delta("half an")).endsWith("\n\n");
      assertThat(answer.body()).doesNotContain("[DONE]", "from the second", " answer\"");
      assertThat(lastEvent(answer).at("/error/code").asText()).isEqualTo("upstream_failed");
      assertThat(second.requests()).hasSize(before);
      assertThat(gateway.metric("caravan_request_duration_seconds_count", "upstream_failed"))
          .isEqualTo(1);
    }
  }

  private static JsonNode lastEvent(HttpResponse<String> answer) throws IOException {
    String[] events = answer.body().split("\n\n");
    return Json.read(events[events.length - 1].substring("data: ".length()).getBytes());
  }

  private Gateway gateway() {
    return gateway(first);
  }

  private Gateway gateway(FakeVendor vendor) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("first", vendor)
                .provider("second", second)
                .modelWith("model", "first-token-timeout: 500ms", "first", "second"))
        .gateway("{routing: {retries: 0}, limits: {idle-timeout: 500ms}}")
        .start();
  }
}
