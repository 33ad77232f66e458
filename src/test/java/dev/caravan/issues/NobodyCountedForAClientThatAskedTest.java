package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import org.junit.jupiter.api.Test;

/** A client that asked for usage waited in vain for it where the vendor does not count. */
class NobodyCountedForAClientThatAskedTest {
  @Test
  void theGatewaysEstimateIsTheLastChunk() {
    try (FakeVendor vendor =
            FakeVendor.start()
                .answer(
                    Answer.stream()
                        .send(
                            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                                + "\"hello there\"},\"finish_reason\":\"stop\"}]}\n\n")
                        .send("data: [DONE]\n\n"));
        Gateway gateway =
            Gateway.withModels(new ModelsYaml().provider("v", vendor).model("m", "v")).start()) {
      String body =
          gateway
              .chat(
                  OpenAi.ask("m", "hi")
                      .replaceFirst(
                          "\\{", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},"))
              .body();

      Events events = Events.of(body);
      assertThat(events.done()).isTrue();
      assertThat(events.chunks()).hasSize(2);
      assertThat(events.chunks().getFirst().at("/choices/0/finish_reason").asText())
          .isEqualTo("stop");
      assertThat(events.chunks().getLast().path("choices")).isEmpty();
      assertThat(events.chunks().getLast().path("id").asText()).isEqualTo("c");
      assertThat(events.chunks().getLast().at("/usage/completion_tokens").asInt()).isPositive();
    }
  }
}
