package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** POST /v1/responses before a vendor of chat completions, and before one that speaks it itself. */
class ResponsesFrontTest {
  private static final String ASK = "{\"model\":\"%s\",\"input\":\"你好\"%s}";
  private static final String RESPONSE =
      "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\","
          + "\"model\":\"gpt-5\",\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"role\":"
          + "\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\","
          + "\"text\":\"hi\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":5,"
          + "\"output_tokens\":2,\"total_tokens\":7},\"new_field\":7}";

  private final FakeVendor chat = FakeVendor.start();
  private final FakeVendor own = FakeVendor.start();
  private final Gateway gateway =
      Gateway.withVendor(chat.baseUrl())
          .models(
              """
              providers:
                chat: {dialect: openai, base-url: "%s", api-keys: [sk-a]}
                own: {dialect: openai-responses, base-url: "%s", api-keys: [sk-b]}
              models:
                gpt:
                  price: {currency: USD, input: 1, output: 2}
                  deployments: [{provider: chat}]
                gpt-5:
                  price: {currency: USD, input: 1, output: 2}
                  deployments: [{provider: own}]
              """
                  .formatted(chat.baseUrl(), own.baseUrl()))
          .gateway("routing: {default-model: gpt, fallback-chain: [], retries: 0}\n")
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    chat.close();
    own.close();
  }

  private HttpResponse<String> ask(String model, String more) {
    return gateway.post("/v1/responses", ASK.formatted(model, more));
  }

  @Test
  void aVendorOfChatCompletionsAnswersAsAResponse() {
    chat.answer(OpenAi.says("你好!"));

    HttpResponse<String> answer = ask("gpt", "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode response = Gateway.json(answer);
    assertThat(response.path("object").asText()).isEqualTo("response");
    assertThat(response.path("status").asText()).isEqualTo("completed");
    assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("你好!");
    assertThat(response.at("/usage/total_tokens").asLong())
        .isEqualTo(
            response.at("/usage/input_tokens").asLong()
                + response.at("/usage/output_tokens").asLong());
  }

  @Test
  void aStreamHasTheWholeSequenceOfEventsNumberedWithoutAGap() throws IOException {
    chat.answer(
        Answer.stream()
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"你\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"好\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
            .send(
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n")
            .send("data: [DONE]\n\n"));

    String body = ask("gpt", ",\"stream\":true").body();

    List<String> types = new ArrayList<>();
    JsonNode last = null;
    for (String line : body.lines().filter(l -> l.startsWith("data: ")).toList()) {
      last = Json.read(line.substring(6).getBytes(UTF_8));
      assertThat(last.path("sequence_number").asInt()).isEqualTo(types.size());
      types.add(last.path("type").asText());
    }
    assertThat(types)
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    assertThat(body.lines().filter(l -> l.startsWith("event: ")).map(l -> l.substring(7)))
        .containsExactlyElementsOf(types);
    assertThat(last.at("/response/usage/input_tokens").asInt()).isEqualTo(9);
    assertThat(last.at("/caravan/cost").asText()).isEqualTo("0.000013");
  }

  @Test
  void whatNeedsAVendorThatKeepsStateGoesToOneOrBack() throws IOException {
    HttpResponse<String> refused = ask("gpt", ",\"previous_response_id\":\"resp_0\"");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(refused).at("/error/param").asText()).isEqualTo("previous_response_id");

    own.answer(Answer.json(200, RESPONSE));
    HttpResponse<String> answer =
        ask("gpt-5", ",\"previous_response_id\":\"resp_0\",\"caravan\":{\"tags\":\"a=b\"}");
    assertThat(answer.body()).isEqualTo(RESPONSE);
    assertThat(Json.read(own.requests().getLast().body().getBytes(UTF_8)))
        .isEqualTo(
            Json.read(
                ASK.formatted("gpt-5", ",\"previous_response_id\":\"resp_0\"").getBytes(UTF_8)));
    assertThat(answer.headers().firstValue("x-caravan-cost")).hasValue("0.000009");
  }

  @Test
  void aResponseThatNobodyCouldAskForLaterIsNotBegun() {
    HttpResponse<String> refused = ask("gpt-5", ",\"background\":true");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(refused).at("/error/param").asText()).isEqualTo("background");
    assertThat(own.requests()).isEmpty();
  }

  @Test
  void aFailureAfterTheFirstTextIsTheStreamsLastEvent() {
    chat.answer(
        Answer.stream()
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"}}]}\n\n")
            .thenReset());

    String body = ask("gpt", ",\"stream\":true").body();

    assertThat(body).contains("half").contains("event: error").contains("upstream_failed");
    assertThat(body).doesNotContain("response.completed");
  }
}
