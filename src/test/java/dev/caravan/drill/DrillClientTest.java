package dev.caravan.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.SandboxBehaviour;
import dev.caravan.sandbox.SandboxFault;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.OpenAi;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as an answer. */
class DrillClientTest {
  private static final int TOKENS = 40;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final DrillClient client = new DrillClient(System::nanoTime, TOKENS);

  @AfterEach
  void stop() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static ObjectNode request(boolean stream) {
    return DrillPrompt.request("some-model", 7, stream);
  }

  private Reply ask(SandboxFault fault, boolean stream, Duration longest)
      throws InterruptedException {
    SandboxBehaviour behaviour =
        new SandboxBehaviour(Duration.ZERO, Duration.ZERO, TOKENS, fault, Duration.ZERO);
    try (SandboxServer vendor = SandboxServer.start(vertx, model -> behaviour)) {
      return client.ask(vendor.baseUrl(), request(stream), longest);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWholeAnswerIsOne(boolean stream) throws InterruptedException {
    Reply reply = ask(SandboxFault.NONE, stream, LONG);

    assertThat(reply.failure()).isNull();
    assertThat(reply.told().model()).isEqualTo("some-model");
    assertThat(reply.firstNanos()).isPositive().isLessThanOrEqualTo(reply.nanos());
  }

  @ParameterizedTest
  @CsvSource({
    "status:503, false, 503 server_error",
    "status:503, true, 503 server_error",
    "reset, false, connection broken",
    "reset:3, true, connection broken",
    "cut:3, true, cut answer",
    "cut:3, false, connection broken",
    "error-in-200, false, error in the answer server_error",
    "error-in-200, true, error in the answer server_error"
  })
  void anythingElseIsAFailureWithAName(String fault, boolean stream, String failure)
      throws InterruptedException {
    assertThat(ask(SandboxFault.parse(fault), stream, LONG).failure()).isEqualTo(failure);
  }

  @ParameterizedTest
  @CsvSource({"stall, false", "stall, true", "stall:3, true"})
  void patienceEndsBeforeAndAmidAnAnswer(String fault, boolean stream) throws InterruptedException {
    Reply reply = ask(SandboxFault.parse(fault), stream, Duration.ofMillis(300));

    assertThat(reply.failure()).isEqualTo("client timeout");
  }

  @Test
  void anotherTextThanTheVendorsIsWrong() throws InterruptedException {
    try (FakeVendor vendor = FakeVendor.start()) {
      vendor.answer(
          Answer.json(
              200,
              "{\"model\":\"some-model\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                  + "\"message\":{\"role\":\"assistant\",\"content\":\"something else\"}}]}"));

      assertThat(client.ask(vendor.baseUrl(), request(false), LONG).failure())
          .isEqualTo("wrong text");
    }
  }

  @Test
  void aStreamThatSaysSomethingTwiceIsWrong() throws InterruptedException {
    try (FakeVendor vendor = FakeVendor.start()) {
      String text = dev.caravan.sandbox.ExpectedAnswer.to(request(true), TOKENS).text();
      vendor.answer(
          Answer.stream()
              .send("data: " + chunk(text) + "\n\n")
              .send("data: " + chunk(text) + "\n\n")
              .send(OpenAi.finish())
              .send(OpenAi.DONE));

      assertThat(client.ask(vendor.baseUrl(), request(true), LONG).failure())
          .isEqualTo("wrong text");
    }
  }

  private static String chunk(String text) {
    ObjectNode chunk = request(true).objectNode().put("model", "some-model");
    chunk.putArray("choices").addObject().putObject("delta").put("content", text);
    return chunk.toString();
  }
}
