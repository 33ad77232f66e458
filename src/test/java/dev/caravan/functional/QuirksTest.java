package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How vendors depart from OpenAI is a matter of YAML: nothing here is code for one of them. */
class QuirksTest {
  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hi"));

  @AfterEach
  void stop() {
    vendor.close();
  }

  private Gateway gateway(String quirks) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("vendor", vendor.baseUrl(), "quirks: {" + quirks + "}")
                .model("m", "vendor"))
        .gateway("routing: {fallback-chain: [], retries: 0}\ncache: {exact: {enabled: false}}\n")
        .start();
  }

  private JsonNode received() throws IOException {
    return Json.read(vendor.requests().getLast().body().getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-tokens: max_completion_tokens | {'max_tokens':7}            | {'max_completion_tokens':7}",
        "max-tokens: max_tokens            | {'max_completion_tokens':7} | {'max_tokens':7}",
        "max-tokens: max_tokens            | {'max_tokens':7}            | {'max_tokens':7}",
        "seed: random_seed                 | {'seed':7}                  | {'random_seed':7}",
        "tool-choice-required: any         | {'tool_choice':'required'}  | {'tool_choice':'any'}",
        "tool-choice-required: any         | {'tool_choice':'auto'}      | {'tool_choice':'auto'}",
        "temperature: at-most-1            | {'temperature':1.7}         | {'temperature':1}",
        "temperature: at-most-1            | {'temperature':0.7}         | {'temperature':0.7}",
        "temperature: fixed                | {'temperature':0.7}         | {}",
        "top-p: fixed                      | {'top_p':0.7}               | {}",
        "'unsupported: [seed, n]'          | {'seed':1,'n':1}            | {}",
        "developer-role: system            | {'seed':1}                  | {'seed':1}",
      })
  void parameterIsSentInTheVendorsWords(String quirk, String asked, String sent)
      throws IOException {
    try (Gateway gateway = gateway(quirk)) {
      ObjectNode request = request(asked);

      assertThat(gateway.chat(request.toString()).statusCode()).isEqualTo(200);

      ObjectNode expected = request(sent);
      expected.put("model", "m");
      assertThat(received()).isEqualTo(expected);
    }
  }

  private static ObjectNode request(String extra) throws IOException {
    ObjectNode request = (ObjectNode) Json.read(OpenAi.ask("m", "hi").getBytes(UTF_8));
    request.setAll((ObjectNode) Json.read(extra.replace('\'', '"').getBytes(UTF_8)));
    return request;
  }

  @Test
  void whatWasLeftOutIsInTheAnswersWarnings() throws IOException {
    try (Gateway gateway = gateway("temperature: fixed, unsupported: [seed, user]")) {
      HttpResponse<String> answer =
          gateway.chat(request("{'temperature':0.3,'seed':5,'user':'u'}").toString());

      assertThat(answer.headers().firstValue("x-caravan-warnings").orElseThrow())
          .contains("temperature ignored", "seed ignored")
          .doesNotContain("user");
    }
  }

  @Test
  void whatMayNotBeLeftOutIsRefusedWithItsName() throws IOException {
    try (Gateway gateway = gateway("unsupported: [logprobs]")) {
      HttpResponse<String> answer = gateway.chat(request("{'logprobs':true}").toString());

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(Gateway.json(answer).at("/error/param").asText()).isEqualTo("logprobs");
      assertThat(vendor.requests()).isEmpty();
    }
  }

  @Test
  void theOperatorDecidesWhatHappensToAParameter() throws IOException {
    try (Gateway gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("vendor", vendor.baseUrl(), "quirks: {unsupported: [logprobs, seed]}")
                    .model("m", "vendor"))
            .gateway("unsupported-parameters: {logprobs: warn, seed: reject}\n")
            .start()) {
      HttpResponse<String> warned = gateway.chat(request("{'logprobs':true}").toString());
      assertThat(warned.statusCode()).isEqualTo(200);
      assertThat(warned.headers().firstValue("x-caravan-warnings").orElseThrow())
          .contains("logprobs");
      HttpResponse<String> refused = gateway.chat(request("{'seed':1}").toString());
      assertThat(Gateway.json(refused).at("/error/param").asText()).isEqualTo("seed");
      JsonNode table = Gateway.json(gateway.get("/v1/models/m")).at("/deployments/0/parameters");
      assertThat(table.path("logprobs").asText()).isEqualTo("warn");
      assertThat(table.path("seed").asText()).isEqualTo("reject");
      assertThat(table.path("tools").asText()).isEqualTo("passed");
    }
  }

  @Test
  void toolIdsOfOtherVendorsAreMappedAndStillBelongTogether() throws IOException {
    try (Gateway gateway = gateway("tool-ids: nine-alphanumeric")) {
      gateway.chat(
          """
          {"model":"m","messages":[{"role":"user","content":"天气?"},
           {"role":"assistant","content":null,"tool_calls":[
             {"id":"call_0123456789abcdef","type":"function","function":{"name":"f","arguments":"{}"}},
             {"id":"abcdefghi","type":"function","function":{"name":"g","arguments":"{}"}}]},
           {"role":"tool","tool_call_id":"call_0123456789abcdef","content":"晴"},
           {"role":"tool","tool_call_id":"abcdefghi","content":"2"}]}
          """);

      JsonNode messages = received().path("messages");
      String first = messages.at("/1/tool_calls/0/id").asText();
      assertThat(first).matches("[A-Za-z0-9]{9}").isNotEqualTo("abcdefghi");
      assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo(first);
      assertThat(messages.at("/1/tool_calls/1/id").asText()).isEqualTo("abcdefghi");
      assertThat(messages.at("/3/tool_call_id").asText()).isEqualTo("abcdefghi");
    }
  }

  @Test
  void developerMessagesBecomeSystemMessages() throws IOException {
    try (Gateway gateway = gateway("developer-role: system")) {
      gateway.chat(
          "{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"brief\"},"
              + "{\"role\":\"user\",\"content\":\"hi\"}]}");

      assertThat(received().at("/messages/0/role").asText()).isEqualTo("system");
    }
  }

  @Test
  void reasoningOfAVendorWithAnotherNameForItIsFoundUnderTheUsualOne() {
    vendor.answerOnly(
        Answer.json(
            200,
            """
            {"choices":[{"index":0,"finish_reason":"stop",
             "message":{"role":"assistant","content":"4","reasoning":"2+2"}}]}
            """),
        Answer.stream()
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"2+2\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"4\"}}]}\n\n")
            .send("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
            .send("data: [DONE]\n\n"));
    try (Gateway gateway = gateway("reasoning-field: reasoning")) {
      JsonNode message = Gateway.json(gateway.chat(OpenAi.ask("m", "hi"))).at("/choices/0/message");
      assertThat(message.path("reasoning_content").asText()).isEqualTo("2+2");
      assertThat(message.path("reasoning").asText()).isEqualTo("2+2");
      assertThat(
              gateway.chat(OpenAi.ask("m", "hi").replaceFirst("\\{", "{\"stream\":true,")).body())
          .contains("\"reasoning_content\":\"2+2\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"none,,", "reasoning,,thought", "reasoning_content,thought,"})
  void reasoningGoesBackUnderTheVendorsNameOrNotAtAll(
      String input, String asContent, String asReasoning) throws IOException {
    try (Gateway gateway = gateway("reasoning-input: " + input)) {
      gateway.chat(
          """
          {"model":"m","messages":[{"role":"user","content":"hi"},
           {"role":"assistant","content":"4","reasoning_content":"thought"},
           {"role":"user","content":"why?"}]}
          """);

      JsonNode message = received().at("/messages/1");
      assertThat(message.path("reasoning_content").asText(null)).isEqualTo(asContent);
      assertThat(message.path("reasoning").asText(null)).isEqualTo(asReasoning);
      assertThat(message.path("content").asText()).isEqualTo("4");
    }
  }

  @Test
  void opaqueReasoningGoesBackOnlyToWhereItCameFrom() throws IOException {
    vendor.answerOnly(
        Answer.json(
            200,
            """
            {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",
             "content":"4","reasoning":"2+2",
             "reasoning_details":[{"type":"reasoning.encrypted","data":"opaque","index":0}]}}]}
            """),
        OpenAi.says("second"),
        OpenAi.says("third"));
    try (Gateway gateway = gateway("reasoning-details: keep")) {
      ObjectNode message =
          (ObjectNode) Gateway.json(gateway.chat(OpenAi.ask("m", "hi"))).at("/choices/0/message");
      ObjectNode next = (ObjectNode) Json.read(OpenAi.ask("m", "hi").getBytes(UTF_8));
      next.withArray("messages").add(message).addObject().put("role", "user").put("content", "?");
      gateway.chat(next.toString());
      assertThat(received().at("/messages/1/reasoning_details"))
          .isEqualTo(
              Json.read(
                  "[{\"type\":\"reasoning.encrypted\",\"data\":\"opaque\",\"index\":0}]"
                      .getBytes(UTF_8)));

      ((ObjectNode) message.at("/reasoning_details/0")).put("origin", "openrouter/other-9");
      gateway.chat(next.toString());
      assertThat(received().at("/messages/1").has("reasoning_details")).isFalse();
    }
  }

  @Test
  void streamsOfAVendorThatCountsUnaskedAreNotAskedTo() throws IOException {
    vendor.answerOnly(
        Answer.stream()
            .send(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},"
                    + "\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\n"));
    try (Gateway gateway = gateway("stream-usage: always")) {
      String body =
          gateway.chat(OpenAi.ask("m", "hi").replaceFirst("\\{", "{\"stream\":true,")).body();

      assertThat(body).contains("\"content\":\"hi\"").contains("[DONE]");
      assertThat(received().has("stream_options")).isFalse();
    }
  }

  @Test
  void whatOtherVendorsPutIntoAnswersStaysInTheGateway() throws IOException {
    try (Gateway gateway = gateway("tool-ids: nine-alphanumeric")) {
      gateway.chat(
          """
          {"model":"m","messages":[{"role":"user","content":"q"},
           {"role":"assistant","content":"a","name":"n","content_blocks":[{"type":"text","text":"a"}],
            "google":{"parts":[]},"output_items":[]},{"role":"user","content":"z"}]}
          """);

      assertThat(received().at("/messages/1").toString())
          .isEqualTo("{\"role\":\"assistant\",\"content\":\"a\",\"name\":\"n\"}");
    }
  }
}
