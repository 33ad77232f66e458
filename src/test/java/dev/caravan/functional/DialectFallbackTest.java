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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Falling back from a vendor of one dialect to a vendor of another. */
class DialectFallbackTest {
  private static final String CLAUDE_SAYS =
      "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
          + "\"content\":[{\"type\":\"text\",\"text\":\"from claude\"}],"
          + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}";

  private final FakeVendor claude = FakeVendor.start();
  private final FakeVendor openAi = FakeVendor.start().answer(OpenAi.says("from openai"));
  private final Gateway gateway =
      Gateway.withVendor(openAi.baseUrl())
          .models(
              """
              providers:
                claude: {dialect: anthropic, base-url: "%s", api-keys: [sk-c]}
                openai: {dialect: openai, base-url: "%s", api-keys: [sk-o]}
              models:
                claude-sonnet-4-5: {deployments: [{provider: claude}]}
                gpt: {deployments: [{provider: openai}]}
              """
                  .formatted(claude.baseUrl(), openAi.baseUrl()))
          .gateway("routing: {fallback-chain: [gpt], retries: 0}\n")
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    claude.close();
    openAi.close();
  }

  private static String content(HttpResponse<String> answer) {
    return Gateway.json(answer).at("/choices/0/message/content").asText();
  }

  @Test
  void anOverloadedVendorIsLeftForOneOfAnotherDialect() {
    claude.answer(
        Answer.json(
            529,
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"o\"}}"));

    HttpResponse<String> answer = gateway.chat(OpenAi.ask("claude-sonnet-4-5", "hi"));

    assertThat(content(answer)).isEqualTo("from openai");
    assertThat(answer.headers().firstValue("x-caravan-fallbacks")).hasValue("1");
  }

  @Test
  void anErrorInAStreamsFirstEventIsAnotherVendorsStream() {
    claude.answer(
        Answer.stream()
            .send(
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
                    + "\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n")
            .send(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                    + "\"message\":\"Overloaded\"}}\n\n"));
    openAi.answerOnly(
        Answer.stream()
            .send(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"from openai\"},"
                    + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));

    String body =
        gateway
            .chat(OpenAi.ask("claude-sonnet-4-5", "hi").replaceFirst("\\{", "{\"stream\":true,"))
            .body();

    assertThat(body).contains("from openai").doesNotContain("Overloaded", "message_start");
  }

  @Test
  void whatOneVendorHasNoWordsForGoesToOneThatHas() {
    claude.answer(Answer.json(200, CLAUDE_SAYS));
    String logprobs =
        OpenAi.ask("claude-sonnet-4-5", "hi").replaceFirst("\\{", "{\"logprobs\":true,");
    assertThat(content(gateway.chat(logprobs))).isEqualTo("from openai");
    String json =
        OpenAi.ask("claude-sonnet-4-5", "hi")
            .replaceFirst("\\{", "{\"response_format\":{\"type\":\"json_object\"},");
    assertThat(content(gateway.chat(json))).isEqualTo("from openai");
    assertThat(claude.requests()).isEmpty();
  }

  @Test
  void whatNobodyHasWordsForIsRefusedWithItsName() {
    HttpResponse<String> answer =
        gateway.chat(
            OpenAi.ask("claude-sonnet-4-5", "hi")
                .replaceFirst("\\{", "{\"response_format\":{\"type\":\"json_object\"},"),
            "x-caravan-fallbacks",
            "claude-sonnet-4-5");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(Gateway.json(answer).at("/error/param").asText()).isEqualTo("response_format");
  }

  @Test
  void theKeyOfOneVendorNeverReachesAnother() throws IOException {
    claude.answer(Answer.json(500, "{}"));
    gateway.chat(OpenAi.ask("claude-sonnet-4-5", "你好"), "anthropic-beta", "x");

    assertThat(claude.requests().getLast().headers().get("x-api-key")).isEqualTo("sk-c");
    assertThat(claude.requests().getLast().headers().get("authorization")).isNull();
    assertThat(openAi.requests().getLast().headers().get("authorization")).isEqualTo("Bearer sk-o");
    assertThat(openAi.requests().getLast().headers().get("x-api-key")).isNull();
    assertThat(openAi.requests().getLast().headers().get("anthropic-beta")).isNull();
    JsonNode sent = Json.read(openAi.requests().getLast().body().getBytes(UTF_8));
    assertThat(sent.at("/messages/0/content").asText()).isEqualTo("你好");
  }
}
