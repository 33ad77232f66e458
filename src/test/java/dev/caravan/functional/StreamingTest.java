package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Streams on the way from the vendor to the client. */
class StreamingTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String REQUEST = OpenAi.askForStream("fake-model", "hi");

  @Test
  void firstEventReachesTheClientBeforeTheVendorSendsTheSecond() throws IOException {
    CountDownLatch second = new CountDownLatch(1);
    try (FakeVendor vendor =
            FakeVendor.start()
                .answer(
                    Answer.stream()
                        .send(OpenAi.delta("first"))
                        .hold(second)
                        .send(OpenAi.delta("second"))
                        .send(OpenAi.finish())
                        .send(OpenAi.DONE));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start();
        RawClient client = RawClient.post(gateway.port(), PATH, REQUEST)) {
      assertThat(client.readUntil("first")).doesNotContain("second").contains("text/event-stream");

      second.countDown();

      assertThat(client.readUntil(OpenAi.DONE)).contains("second");
    }
  }

  @Test
  void eventsGoOnAsTheVendorWroteThem() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.streams("Hello", " 世界"));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      HttpResponse<String> answer = gateway.chat(REQUEST);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .startsWith(OpenAi.role() + OpenAi.delta("Hello") + OpenAi.delta(" 世界"))
          .endsWith(OpenAi.DONE);
      assertThat(answer.body().split("\\[DONE]", -1)).hasSize(2);
    }
  }

  @Test
  void lastChunkCarriesTheCostOfAPricedModel() throws IOException {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.streams("Hello"));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      String[] events = gateway.chat(REQUEST).body().split("\n\n");

      JsonNode last = Json.read(events[events.length - 2].substring("data: ".length()).getBytes());
      assertThat(last.at("/caravan/cost").asText()).isEqualTo("0.00002");
      assertThat(last.at("/caravan/currency").asText()).isEqualTo("USD");
      assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }
  }

  @Test
  void usageChunkGoesOnlyToThoseWhoAskForIt() {
    String asking =
        REQUEST.replace(
            "\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}");
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.streams("Hello"));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      assertThat(gateway.chat(REQUEST).body()).doesNotContain("prompt_tokens");
      assertThat(gateway.chat(asking).body()).contains("prompt_tokens");
      assertThat(vendor.requests()).allMatch(r -> r.body().contains("\"include_usage\":true"));
    }
  }

  @Test
  void keepAlivesOfTheVendorAreNoEvents() {
    Answer answer =
        Answer.stream()
            .send(": keep-alive\n\n")
            .send(OpenAi.role())
            .send(": OPENROUTER PROCESSING\n\n: again\n\n")
            .send(OpenAi.delta("text"))
            .send(": keep-alive\n\n")
            .send(OpenAi.finish())
            .send(OpenAi.DONE);
    try (FakeVendor vendor = FakeVendor.start().answer(answer);
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      assertThat(gateway.chat(REQUEST).body())
          .startsWith(OpenAi.role() + OpenAi.delta("text"))
          .doesNotContain("keep-alive", "OPENROUTER")
          .endsWith(OpenAi.DONE);
    }
  }

  @Test
  void streamIsReadInAnyPieces() {
    String all = OpenAi.role() + OpenAi.delta("zwölf 十二") + OpenAi.finish() + OpenAi.DONE;
    Answer answer =
        Answer.stream().sendByteByByte(all.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    try (FakeVendor vendor = FakeVendor.start().answer(answer);
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      assertThat(gateway.chat(REQUEST).body()).contains("zwölf 十二").endsWith(OpenAi.DONE);
    }
  }

  @Test
  void streamWithoutMarkerIsCompleteOnceItHasAFinishReason() {
    Answer answer = Answer.stream().send(OpenAi.delta("text")).send(OpenAi.finish());
    try (FakeVendor vendor = FakeVendor.start().answer(answer);
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      assertThat(gateway.chat(REQUEST).body()).contains("text", "stop").endsWith(OpenAi.DONE);
    }
  }
}
