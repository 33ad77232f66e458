package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Money is exact, the same for plain answers and streams, and absent where there is no price. */
class CostTest {
  private static final String MODELS =
      """
      providers:
        fake: {dialect: openai, base-url: "%s", api-keys: ["k"]}
      models:
        fake-model:
          context-window: 128000
          max-output: 16384
          price: {currency: USD, input: 2.50, cached-input: 1.25, output: 10.00}
          deployments: [{provider: fake, model: m}]
        yuan:
          context-window: 128000
          max-output: 16384
          price: {currency: CNY, input: 0.0003, output: 0.0006}
          deployments: [{provider: fake, model: m}]
        unpriced:
          context-window: 128000
          max-output: 16384
          deployments: [{provider: fake, model: m}]
      """;
  private static FakeVendor vendor;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    gateway =
        Gateway.withVendor(vendor.baseUrl())
            .models(MODELS.formatted(vendor.baseUrl()))
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      fake-model | {"prompt_tokens":0,"completion_tokens":0} | 0
      fake-model | {"prompt_tokens":1,"completion_tokens":0} | 0.0000025
      fake-model | {"prompt_tokens":1000000,"completion_tokens":1000000} | 12.5
      fake-model | {"prompt_tokens":4000000,"completion_tokens":0} | 10
      fake-model | {"prompt_tokens":7,"completion_tokens":3} | 0.0000475
      fake-model | {"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":600}} | 0.00275
      fake-model | {"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":600} | 0.00275
      fake-model | {"prompt_tokens":1000,"completion_tokens":100,"cached_tokens":600} | 0.00275
      fake-model | {"prompt_tokens":10,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":99}} | 0.0000125
      fake-model | {"prompt_tokens":10,"completion_tokens":5,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}} | 0.001075
      fake-model | {"prompt_tokens":10,"completion_tokens":105,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}} | 0.001075
      fake-model | {"prompt_tokens":-5,"completion_tokens":2} | 0.00002
      yuan       | {"prompt_tokens":1,"completion_tokens":1} | 0.0000000009
      yuan       | {"prompt_tokens":9,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9}} | 0.0000000033
      """)
  void costIsExact(String model, String usage, String cost) {
    String currency = model.equals("yuan") ? "CNY" : "USD";
    vendor.answerOnly(Answer.json(200, ChatAnswers.body("Hi", usage)));
    HttpResponse<String> plain = gateway.chat(request(model, false));

    vendor.answerOnly(stream(usage));
    Events stream = Events.of(gateway.chat(request(model, true)).body());

    assertThat(plain.headers().firstValue("x-caravan-cost")).hasValue(cost);
    assertThat(plain.headers().firstValue("x-caravan-currency")).hasValue(currency);
    assertThat(stream.last().at("/caravan/cost").asText()).isEqualTo(cost);
    assertThat(stream.last().at("/caravan/currency").asText()).isEqualTo(currency);
  }

  @Test
  void modelWithoutPriceHasNoCost() {
    vendor.answerOnly(ChatAnswers.plain("Hi"));
    HttpResponse<String> plain = gateway.chat(request("unpriced", false));

    vendor.answerOnly(ChatAnswers.stream("Hi"));
    Events stream = Events.of(gateway.chat(request("unpriced", true)).body());

    assertThat(plain.headers().firstValue("x-caravan-cost")).isEmpty();
    assertThat(plain.headers().firstValue("x-caravan-currency")).isEmpty();
    assertThat(stream.chunks()).noneMatch(chunk -> chunk.has("caravan"));
  }

  @Test
  void tokensAreCountedWhereTheVendorDoesNot() {
    String answer = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hello\"}}]}";
    vendor.answerOnly(Answer.json(200, answer));

    HttpResponse<String> plain = gateway.chat(request("fake-model", false));

    JsonNode seen =
        Gateway.json(
            gateway.get(
                "/admin/requests/" + plain.headers().firstValue("x-request-id").orElseThrow()));
    assertThat(seen.path("usage_estimated").asBoolean()).isTrue();
    assertThat(seen.path("prompt_tokens").asInt()).isEqualTo(8);
    assertThat(seen.path("completion_tokens").asInt()).isEqualTo(1);
    assertThat(plain.headers().firstValue("x-caravan-cost")).hasValue("0.00003");
    assertThat(plain.body()).isEqualTo(answer);
  }

  @Test
  void usageOfAGroqStreamIsNotCountedTwice() {
    String usage = "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";
    vendor.answerOnly(
        Answer.stream()
            .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"Hi\"}", "null")))
            .send(
                ChatAnswers.event(
                    "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                        + "\"x_groq\":{\"usage\":"
                        + usage
                        + "}}"))
            .send(ChatAnswers.event(ChatAnswers.chunk("[]", usage)))
            .send("data: [DONE]\n\n"));

    Events stream = Events.of(gateway.chat(request("fake-model", true)).body());

    assertThat(stream.last().at("/caravan/cost").asText()).isEqualTo("0.000075");
    assertThat(stream.last().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void streamThatNeverFinishesButIsDoneCarriesItsCostInTheUsageChunk() {
    String usage = "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";
    vendor.answerOnly(
        Answer.stream()
            .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"Hi\"}", "null")))
            .send(ChatAnswers.event(ChatAnswers.chunk("[]", usage)))
            .send("data: [DONE]\n\n"));

    Events stream =
        Events.of(
            gateway
                .chat(
                    request("fake-model", true)
                        .replace(
                            "{\"model\"", "{\"stream_options\":{\"include_usage\":true},\"model\""))
                .body());

    assertThat(stream.last().at("/caravan/cost").asText()).isEqualTo("0.000075");
    assertThat(List.copyOf(stream.chunks())).hasSize(2);
  }

  private static Answer stream(String usage) {
    return Answer.stream()
        .send(ChatAnswers.event(ChatAnswers.delta("{\"content\":\"Hi\"}", "null")))
        .send(ChatAnswers.event(ChatAnswers.delta("{}", "\"stop\"")))
        .send(ChatAnswers.event(ChatAnswers.chunk("[]", usage)))
        .send("data: [DONE]\n\n");
  }

  private static String request(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
        .formatted(model, stream);
  }
}
