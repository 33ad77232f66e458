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

/** POST /v1/messages before a vendor that speaks OpenAI, and before one that speaks Messages. */
class MessagesFrontTest {
  private static final String ASK =
      "{'model':'%s','max_tokens':50,'system':'brief','messages':[{'role':'user','content':'你好'}]%s}";
  private static final String MESSAGE =
      "{'id':'msg_1','type':'message','role':'assistant','model':'claude-x','content':[{'type':"
          + "'text','text':'hi','citations':null}],'stop_reason':'end_turn','stop_sequence':null,"
          + "'usage':{'input_tokens':3,'cache_read_input_tokens':2,'output_tokens':1},'new_field':7}";

  private final FakeVendor openAi = FakeVendor.start();
  private final FakeVendor claude = FakeVendor.start();
  private final Gateway gateway =
      Gateway.withVendor(openAi.baseUrl())
          .models(
              """
              providers:
                openai: {dialect: openai, base-url: "%s", api-keys: [sk-o]}
                claude: {dialect: anthropic, base-url: "%s", api-keys: [sk-c]}
              models:
                gpt:
                  price: {currency: USD, input: 1, output: 2}
                  deployments: [{provider: openai}]
                claude-sonnet-4-5:
                  price: {currency: USD, input: 1, output: 2}
                  deployments: [{provider: claude}]
              """
                  .formatted(openAi.baseUrl(), claude.baseUrl()))
          .gateway("routing: {default-model: gpt, fallback-chain: [], retries: 0}\n")
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    openAi.close();
    claude.close();
  }

  private static String ask(String model, String more) {
    return ASK.formatted(model, more).replace('\'', '"');
  }

  private static JsonNode received(FakeVendor vendor) throws IOException {
    return Json.read(vendor.requests().getLast().body().getBytes(UTF_8));
  }

  @Test
  void aVendorOfAnotherApiAnswersAsAMessage() throws IOException {
    openAi.answer(OpenAi.says("你好!"));

    HttpResponse<String> answer = gateway.post("/v1/messages", ask("gpt", ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode message = Gateway.json(answer);
    assertThat(message.path("type").asText()).isEqualTo("message");
    assertThat(message.at("/content/0/text").asText()).isEqualTo("你好!");
    assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(message.at("/usage/output_tokens").isNumber()).isTrue();
    assertThat(answer.headers().firstValue("x-caravan-cost")).isPresent();
    assertThat(answer.headers().firstValue("request-id"))
        .isEqualTo(answer.headers().firstValue("x-request-id"));
    assertThat(Gateway.json(gateway.get("/admin/requests")).at("/data/0/api").asText())
        .isEqualTo("messages");
    assertThat(received(openAi).at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(received(openAi).at("/messages/1/content").asText()).isEqualTo("你好");
  }

  @Test
  void aStreamOfAnotherApiIsAStreamOfMessageEvents() {
    openAi.answer(
        Answer.stream()
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"你\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"好\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
            .send(
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n")
            .send("data: [DONE]\n\n"));

    String body = gateway.post("/v1/messages", ask("gpt", ",'stream':true")).body();

    assertThat(body.lines().filter(line -> line.startsWith("event: ")).map(l -> l.substring(7)))
        .containsExactly(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(body)
        .contains("\"output_tokens\":2", "\"caravan\":{\"cost\":")
        .doesNotContain("[DONE]");
  }

  @Test
  void aVendorOfThisApiGetsTheRequestAndGivesTheAnswerUntouched() throws IOException {
    claude.answer(Answer.json(200, MESSAGE.replace('\'', '"')));

    HttpResponse<String> answer =
        gateway.post(
            "/v1/messages",
            ask("claude-sonnet-4-5", ",'context_management':{'edits':[]},'caravan':{'tags':'a=b'}"),
            "anthropic-beta",
            "context-1m-2025-08-07",
            "x-api-key",
            "whatever");

    assertThat(answer.body()).isEqualTo(MESSAGE.replace('\'', '"'));
    assertThat(received(claude))
        .isEqualTo(
            Json.read(
                ask("claude-sonnet-4-5", ",'context_management':{'edits':[]}").getBytes(UTF_8)));
    var headers = claude.requests().getLast().headers();
    assertThat(headers.get("anthropic-beta")).isEqualTo("context-1m-2025-08-07");
    assertThat(headers.get("x-api-key")).isEqualTo("sk-c");
    // 1 + 2 cached + 3: the price counts all of the prompt.
    assertThat(answer.headers().firstValue("x-caravan-cost")).hasValue("0.000007");
  }

  @Test
  void aStreamOfThisApiPassesUntouchedButForTheGatewaysObjectInItsLastEvent() {
    String start =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
            + "\"content\":[],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n";
    String block =
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
            + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
            + "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    String rest =
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
            + "\"delta\":{\"type\":\"text_delta\",\"text\":\"hi\"}}\n\n"
            + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
            + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
            + "{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":4}}\n\n";
    String stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    claude.answer(Answer.stream().send(start).send(block).send(rest).send(stop));

    String body = gateway.post("/v1/messages", ask("claude-sonnet-4-5", ",'stream':true")).body();

    assertThat(body)
        .isEqualTo(
            start
                + block
                + rest
                + "event: message_stop\ndata: {\"type\":\"message_stop\",\"caravan\":"
                + "{\"cost\":\"0.000013\",\"currency\":\"USD\"}}\n\n");
  }

  @Test
  void errorsHaveThisApisShape() {
    openAi.answer(OpenAi.fails(500, "boom"));

    JsonNode failed = Gateway.json(gateway.post("/v1/messages", ask("gpt", "")));
    assertThat(failed.path("type").asText()).isEqualTo("error");
    assertThat(failed.at("/error/type").asText()).isEqualTo("api_error");
    HttpResponse<String> unlimited =
        gateway.post("/v1/messages", ask("gpt", "").replace("\"max_tokens\":50,", ""));
    assertThat(unlimited.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(unlimited).at("/error/message").asText()).contains("max_tokens");
    assertThat(Gateway.json(gateway.post("/v1/messages", "{}")).path("type").asText())
        .isEqualTo("error");
    assertThat(gateway.post("/v1/messages", ask("gtp", "")).statusCode()).isEqualTo(404);
  }

  @Test
  void toolsThatOnlyAnAnthropicVendorCanRunGoOnlyThere() {
    String search = ",'tools':[{'type':'web_search_20250305','name':'web_search'}]";
    HttpResponse<String> refused = gateway.post("/v1/messages", ask("gpt", search));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(refused).at("/error/message").asText()).contains("tools[0]");

    claude.answer(Answer.json(200, MESSAGE.replace('\'', '"')));
    assertThat(gateway.post("/v1/messages", ask("claude-sonnet-4-5", search)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aKeptMessageIsGivenAgainWithItsEvents() {
    openAi.answer(
        Answer.stream()
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
            .send("data: [DONE]\n\n"));
    String request = ask("gpt", ",'stream':true");
    String first = gateway.post("/v1/messages", request).body();
    gateway.awaitIdle();

    HttpResponse<String> again = gateway.post("/v1/messages", request);

    assertThat(again.headers().firstValue("x-caravan-cache")).hasValue("hit");
    assertThat(again.body().replaceAll("\"cost\":\"[^\"]*\"", ""))
        .isEqualTo(first.replaceAll("\"cost\":\"[^\"]*\"", ""));
    assertThat(openAi.requests()).hasSize(1);
  }

  @Test
  void aKeptMessageIsNotGivenToAClientWithAnotherBeta() {
    claude.answer(Answer.json(200, MESSAGE.replace('\'', '"')));
    String request = ask("claude-sonnet-4-5", "");
    gateway.post("/v1/messages", request, "anthropic-beta", "a-1");
    gateway.awaitIdle();

    HttpResponse<String> other =
        gateway.post("/v1/messages", request, "anthropic-beta", "context-1m");
    assertThat(other.headers().firstValue("x-caravan-cache")).hasValue("miss");
  }

  @Test
  void tokensAreCountedWithoutAVendor() {
    HttpResponse<String> answer =
        gateway.post("/v1/messages/count_tokens", ask("gpt", "").replace("\"max_tokens\":50,", ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Gateway.json(answer).path("input_tokens").asInt()).isBetween(5, 40);
    assertThat(openAi.requests()).isEmpty();
    HttpResponse<String> unknown = gateway.post("/v1/messages/count_tokens", ask("nobody", ""));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(Gateway.json(unknown).at("/error/type").asText()).isEqualTo("not_found_error");
  }
}
