package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import dev.caravan.testing.RulesYaml;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cheap model first, and a strong one where the cheap one's answer is none. */
class EscalationTest {
  private static final String FORMAT =
      "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
          + "{\"type\":\"object\",\"required\":[\"city\"]}}},\"model\"";

  private final CountDownLatch held = new CountDownLatch(1);
  private final FakeVendor cheap = FakeVendor.start();
  private final FakeVendor strong = FakeVendor.start();

  @AfterEach
  void stopVendors() {
    held.countDown();
    cheap.close();
    strong.close();
  }

  private static final String CACHE_OFF = "cache: {exact: {enabled: false}}";

  private Gateway gateway() {
    return gateway("routing: {retries: 0, fallback-chain: []}", CACHE_OFF);
  }

  private Gateway gateway(String... parts) {
    return gateway(models("USD", "USD"), parts);
  }

  private ModelsYaml models(String ofCheap, String ofStrong) {
    return new ModelsYaml()
        .provider("alpha", cheap)
        .provider("beta", strong)
        .modelWith(
            "cheap",
            "capabilities: [tools, json_schema], price: {currency: %s, input: 1, output: 2}"
                .formatted(ofCheap),
            "alpha")
        .modelWith(
            "strong",
            "capabilities: [tools, json_schema], price: {currency: %s, input: 10, output: 20}"
                .formatted(ofStrong),
            "beta");
  }

  private static Gateway gateway(ModelsYaml models, String... parts) {
    return Gateway.withModels(models)
        .gateway("{" + String.join(", ", parts) + "}\n")
        .rule("first-cheap", "${variable.auto} == true", "escalate cheap, strong")
        .start();
  }

  private static String request(boolean stream, boolean schema) {
    String request =
        stream
            ? OpenAi.askForStream("auto", "capital of Australia?")
            : OpenAi.ask("auto", "capital of Australia?");
    return schema ? request.replace("{\"model\"", FORMAT) : request;
  }

  private static Answer says(boolean stream, String text) {
    return stream
        ? OpenAi.streams(text.substring(0, text.length() / 2), text.substring(text.length() / 2))
        : OpenAi.says(text);
  }

  private static String text(boolean stream, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return stream
        ? Events.of(answer.body()).text()
        : Gateway.json(answer).at("/choices/0/message/content").asText();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }

  private static JsonNode record(Gateway gateway, HttpResponse<String> answer) {
    return Gateway.json(gateway.get("/admin/requests/" + header(answer, "x-request-id")));
  }

  private static List<String> list(JsonNode array, String first, String second) {
    return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
        .map(i -> array.path(i).path(first).asText() + " " + array.path(i).path(second).asText())
        .toList();
  }

  static Stream<Arguments> noAnswers() {
    return Stream.of(
            Arguments.of("refused", false, "I'm sorry, but I can't help with that."),
            Arguments.of("refused", false, "抱歉，我无法回答这个问题。"),
            Arguments.of("empty", false, " "),
            Arguments.of("schema", true, "{\"town\": \"Canberra\"}"),
            Arguments.of("schema", true, "城市是堪培拉。"),
            Arguments.of("unsure", false, "I'm not sure, maybe Sydney."),
            Arguments.of("unsure", false, "我不确定，也许是悉尼。"),
            Arguments.of("unsure", true, "{\"city\": \"Sydney\", \"confidence\": 0.3}"))
        .flatMap(
            each ->
                Stream.of(true, false)
                    .map(
                        stream ->
                            Arguments.of(each.get()[0], each.get()[1], stream, each.get()[2])));
  }

  @ParameterizedTest(name = "{0}, stream {2}: {3}")
  @MethodSource("noAnswers")
  void strongModelAnswersWhereTheCheapOneDoesNot(
      String reason, boolean schema, boolean stream, String said) {
    cheap.answer(says(stream, said));
    strong.answer(says(stream, "{\"city\": \"Canberra\"}"));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(request(stream, schema));

      assertThat(text(stream, answer)).isEqualTo("{\"city\": \"Canberra\"}");
      assertThat(header(answer, "x-caravan-model")).isEqualTo("strong");
      assertThat(header(answer, "x-caravan-rule")).isEqualTo("first-cheap");
      assertThat(header(answer, "x-caravan-attempts")).isEqualTo("2");
      assertThat(header(answer, "x-caravan-fallbacks")).isEqualTo("1");
      JsonNode record = record(gateway, answer);
      assertThat(list(record.path("tries"), "deployment", "result"))
          .containsExactly("cheap@alpha low_quality", "strong@beta answered");
      assertThat(record.at("/tries/0/message").asText()).isEqualTo(reason);
      assertThat(record.at("/tries/0/status").asInt()).isEqualTo(200);
      assertThat(list(record.path("judged"), "deployment", "result"))
          .containsExactly("cheap@alpha " + reason);
      assertThat(record.path("rejected_given").asBoolean(true)).isFalse();
      assertThat(gateway.metric("caravan_escalation_answers_total", "\"" + reason + "\""))
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothCostsAreAccounted(boolean stream) {
    cheap.answer(says(stream, "我不确定。"));
    strong.answer(says(stream, "堪培拉。"));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(request(stream, false));

      // 10 and 5 tokens at each: 20 millionths at the cheap one, 200 at the strong one.
      BigDecimal cost =
          new BigDecimal(
              stream
                  ? Events.of(answer.body()).last().at("/caravan/cost").asText()
                  : header(answer, "x-caravan-cost"));
      assertThat(cost).isEqualByComparingTo("0.00022");
      JsonNode record = record(gateway, answer);
      assertThat(new BigDecimal(record.path("cost").asText())).isEqualByComparingTo(cost);
      assertThat(list(record.path("charges"), "deployment", "purpose"))
          .containsExactly("cheap@alpha escalated", "strong@beta answer");
      assertThat(record.path("prompt_tokens").asInt()).isEqualTo(10);
      assertThat(gateway.metric("caravan_tokens_total", "escalated", "model=\"cheap\""))
          .isEqualTo(15);
      assertThat(gateway.metric("caravan_cost_total", "escalated")).isEqualTo(0.00002);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goodAnswerOfTheCheapOneIsGiven(boolean stream) {
    cheap.answer(says(stream, "Canberra."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(request(stream, false));

      assertThat(text(stream, answer)).isEqualTo("Canberra.");
      assertThat(header(answer, "x-caravan-model")).isEqualTo("cheap");
      assertThat(header(answer, "x-caravan-fallbacks")).isEqualTo("0");
      assertThat(strong.requests()).isEmpty();
      JsonNode record = record(gateway, answer);
      assertThat(list(record.path("judged"), "deployment", "result"))
          .containsExactly("cheap@alpha accepted");
      assertThat(record.path("first_token_ms").isNumber()).isEqualTo(stream);
      if (stream) {
        assertThat(Events.of(answer.body()).done()).isTrue();
        assertThat(Events.of(answer.body()).last().at("/caravan/cost").asText())
            .isEqualTo("0.00002");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void vendorIsNotBlamedForIt(boolean stream) {
    cheap.answer(says(stream, "I don't know."));
    strong.answer(says(stream, "Canberra."));
    try (Gateway gateway = gateway()) {
      for (int i = 0; i < 10; i++) {
        assertThat(header(gateway.chat(request(stream, false)), "x-caravan-model"))
            .isEqualTo("strong");
      }

      assertThat(cheap.requests()).hasSize(10);
      assertThat(gateway.metric("caravan_circuit_breaker_state", "cheap@alpha")).isZero();
      assertThat(gateway.metric("caravan_deployment_success_rate", "cheap@alpha")).isEqualTo(1);
      assertThat(gateway.metric("caravan_deployment_score", "cheap@alpha")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void doubtfulAnswerIsBetterThanAnError(boolean stream) {
    cheap.answer(says(stream, "我不确定，也许是悉尼。"));
    strong.answer(OpenAi.fails(500, "down"));
    try (Gateway gateway = gateway("routing: {retries: 0, fallback-chain: []}")) {
      HttpResponse<String> answer = gateway.chat(request(stream, false));

      assertThat(text(stream, answer)).isEqualTo("我不确定，也许是悉尼。");
      assertThat(header(answer, "x-caravan-model")).isEqualTo("cheap");
      assertThat(header(answer, "x-caravan-attempts")).isEqualTo("2");
      JsonNode record = record(gateway, answer);
      assertThat(record.path("rejected_given").asBoolean()).isTrue();
      assertThat(record.path("outcome").asText()).isEqualTo("answered");
      assertThat(record.path("model").asText()).isEqualTo("cheap");
      assertThat(record.path("completion_tokens").asInt()).isEqualTo(5);
      assertThat(list(record.path("tries"), "deployment", "result"))
          .containsExactly("cheap@alpha low_quality", "strong@beta server");
      assertThat(list(record.path("charges"), "deployment", "purpose"))
          .containsExactly("cheap@alpha answer");

      // It is not kept for the next one who asks: by then the strong one may be back.
      strong.answerOnly(says(stream, "堪培拉。"));
      HttpResponse<String> next = gateway.chat(request(stream, false));
      assertThat(header(next, "x-caravan-cache")).isEqualTo("miss");
      assertThat(text(stream, next)).isEqualTo("堪培拉。");
    }
  }

  @Test
  void emptyAnswerIsNotBetterThanAnError() {
    cheap.answer(OpenAi.says(""));
    strong.answer(OpenAi.fails(500, "down"));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(request(false, false));

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("cheap@alpha low_quality", "strong@beta server");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keptAnswerIsThatOfTheStrongOne(boolean stream) {
    cheap.answer(says(stream, "我不知道。"));
    strong.answer(says(stream, "堪培拉。"));
    try (Gateway gateway = gateway("routing: {retries: 0, fallback-chain: []}")) {
      assertThat(text(stream, gateway.chat(request(stream, false)))).isEqualTo("堪培拉。");

      HttpResponse<String> again = gateway.chat(request(stream, false));

      assertThat(header(again, "x-caravan-cache")).isEqualTo("hit");
      assertThat(header(again, "x-caravan-model")).isEqualTo("strong");
      assertThat(text(stream, again)).isEqualTo("堪培拉。");
      assertThat(cheap.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answerThatIsTooLongIsTakenAsItIs(boolean stream) {
    String text = "I'm not sure. " + "But here is more. ".repeat(100);
    cheap.answer(says(stream, text));
    try (Gateway gateway =
        gateway(
            "routing: {retries: 0, fallback-chain: [], escalation: {max-held-bytes: 1KB}}",
            CACHE_OFF)) {
      HttpResponse<String> answer = gateway.chat(request(stream, false));

      assertThat(text(stream, answer)).isEqualTo(text);
      assertThat(header(answer, "x-caravan-model")).isEqualTo("cheap");
      assertThat(list(record(gateway, answer).path("judged"), "deployment", "result"))
          .containsExactly("cheap@alpha unjudged");
      assertThat(strong.requests()).isEmpty();
    }
  }

  @Test
  void longStreamGoesOnAsOne() throws Exception {
    cheap.answer(
        Answer.stream()
            .send(OpenAi.delta("long ".repeat(300)))
            .hold(held)
            .send(OpenAi.delta("end"))
            .send(OpenAi.finish())
            .send(OpenAi.usage())
            .send(OpenAi.DONE));
    try (Gateway gateway =
            gateway(
                "routing: {retries: 0, fallback-chain: [], escalation: {max-held-bytes: 1KB}}",
                CACHE_OFF);
        RawClient client =
            RawClient.post(gateway.port(), "/v1/chat/completions", request(true, false))) {
      assertThat(client.readUntil("long ")).contains("200 OK");

      held.countDown();
      assertThat(client.readUntil("[DONE]")).contains("end");
    }
  }

  /** The client has nothing of the first stream when the second one begins. */
  @Test
  void streamThatBreaksOffWhileItIsHeldIsAFailureLikeAnyOther() {
    cheap.answer(Answer.stream().send(OpenAi.delta("Sydney, ")).thenReset());
    strong.answer(OpenAi.streams("Canberra."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(request(true, false));

      assertThat(text(true, answer)).isEqualTo("Canberra.");
      assertThat(list(record(gateway, answer).path("tries"), "deployment", "result"))
          .containsExactly("cheap@alpha network", "strong@beta answered");
    }
  }

  @Test
  void callOfAToolIsAnAnswer() {
    cheap.answer(
        Answer.json(
            200,
            OpenAi.said("x")
                .replace(
                    "\"content\":\"x\"",
                    "\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]")));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(request(false, false));

      assertThat(header(answer, "x-caravan-model")).isEqualTo("cheap");
      assertThat(strong.requests()).isEmpty();
    }
  }

  /** Whoever speaks another API gets the same. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void otherFrontsEscalateToo(boolean stream) {
    cheap.answer(says(stream, "I'm sorry, but I can't."));
    strong.answer(says(stream, "Canberra."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer =
          gateway.post(
              "/v1/messages",
              "{\"model\":\"auto\",\"max_tokens\":50,\"stream\":"
                  + stream
                  + ",\"messages\":[{\"role\":\"user\",\"content\":\"capital?\"}]}");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(header(answer, "x-caravan-model")).isEqualTo("strong");
      assertThat(answer.body()).doesNotContain("sorry");
    }
  }

  @Test
  void namedModelIsNotLookedAt() {
    cheap.answer(OpenAi.says("I don't know."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("cheap", "capital?"));

      assertThat(text(false, answer)).isEqualTo("I don't know.");
      assertThat(record(gateway, answer).has("judged")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusalOfTheVendorsFilterIsOneToo(boolean stream) {
    cheap.answer(
        Answer.json(
            400,
            "{\"error\": {\"message\": \"blocked\", \"type\": \"invalid_request_error\","
                + " \"code\": \"content_filter\"}}"));
    strong.answer(says(stream, "Canberra."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer = gateway.chat(request(stream, false));

      assertThat(text(stream, answer)).isEqualTo("Canberra.");
      assertThat(list(record(gateway, answer).path("judged"), "deployment", "result"))
          .containsExactly("cheap@alpha refused");
      assertThat(gateway.metric("caravan_circuit_breaker_state", "cheap@alpha")).isZero();
    }
  }

  /** Where nobody stronger could answer, there is nothing to look for. */
  @Test
  void cheapOneAloneIsNotLookedAt() {
    cheap.answer(OpenAi.says("I don't know."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer =
          gateway.chat(request(false, false), "x-caravan-max-cost", "0.005");

      assertThat(header(answer, "x-caravan-model")).isEqualTo("cheap");
      assertThat(text(false, answer)).isEqualTo("I don't know.");
      assertThat(strong.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void phrasesAreTheOperators(boolean stream) {
    cheap.answer(says(stream, "也许是悉尼。"));
    strong.answer(says(stream, "堪培拉。"));
    try (Gateway gateway =
        gateway(
            "routing: {retries: 0, fallback-chain: [], escalation: {unsure: [也许]}}", CACHE_OFF)) {
      assertThat(text(stream, gateway.chat(request(stream, false)))).isEqualTo("堪培拉。");
    }
  }

  /** The deadline is for all attempts together, also while nothing of a stream goes out. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void heldStreamThatStallsLeavesTheStrongOneItsTime(int pieces) {
    cheap.answer(
        Answer.stream()
            .send(OpenAi.role())
            .drip(pieces, 100, OpenAi.delta("Sydney, ").getBytes(UTF_8))
            .hold(held));
    strong.answer(OpenAi.streams("Canberra."));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer =
          gateway.chat(request(true, false), "x-caravan-deadline-ms", "3000");

      assertThat(text(true, answer)).isEqualTo("Canberra.");
      assertThat(list(record(gateway, answer).path("tries"), "deployment", "result"))
          .containsExactly("cheap@alpha timeout", "strong@beta answered");
    }
  }

  @Test
  void heldStreamThatGoesOnIsReleased() {
    cheap.answer(
        Answer.stream()
            .drip(25, 100, OpenAi.delta("I'm not sure. ").getBytes(UTF_8))
            .send(OpenAi.finish())
            .send(OpenAi.usage())
            .send(OpenAi.DONE));
    try (Gateway gateway = gateway()) {
      HttpResponse<String> answer =
          gateway.chat(request(true, false), "x-caravan-deadline-ms", "3000");

      assertThat(text(true, answer)).isEqualTo("I'm not sure. ".repeat(25));
      assertThat(list(record(gateway, answer).path("judged"), "deployment", "result"))
          .containsExactly("cheap@alpha unjudged");
      assertThat(strong.requests()).isEmpty();
    }
  }

  /** 10 and 5 tokens at each: 20 millionths at the cheap one, 200 at the strong one. */
  @ParameterizedTest
  @CsvSource({
    "CNY, USD, true, 0.0002025",
    "CNY, USD, false, 0.0002025",
    "USD, CNY, true, 0.00036",
    "USD, CNY, false, 0.00036"
  })
  void costInAnotherCurrencyIsToldTooInThatOfTheAnswer(
      String ofCheap, String ofStrong, boolean stream, String sum) {
    cheap.answer(says(stream, "我不确定。"));
    strong.answer(says(stream, "堪培拉。"));
    try (Gateway gateway =
        gateway(
            models(ofCheap, ofStrong),
            "routing: {retries: 0, fallback-chain: [], currency: {rates: {CNY: 0.125}}}",
            CACHE_OFF)) {
      HttpResponse<String> answer = gateway.chat(request(stream, false));

      JsonNode last = stream ? Events.of(answer.body()).last() : null;
      assertThat(
              last == null ? header(answer, "x-caravan-cost") : last.at("/caravan/cost").asText())
          .isEqualTo(sum);
      assertThat(
              last == null
                  ? header(answer, "x-caravan-currency")
                  : last.at("/caravan/currency").asText())
          .isEqualTo(ofStrong);
      JsonNode record = record(gateway, answer);
      assertThat(record.path("cost").asText()).isEqualTo(sum);
      assertThat(record.path("currency").asText()).isEqualTo(ofStrong);
      assertThat(list(record.path("charges"), "cost", "currency"))
          .containsExactly("0.00002 " + ofCheap, "0.0002 " + ofStrong);
    }
  }

  private static final String LIMITED = "\"max_tokens\":500,\"model\"";

  private static Answer saysDearly(boolean stream, String text) {
    String few = "\"completion_tokens\":5";
    String many = "\"completion_tokens\":400";
    return stream
        ? Answer.stream()
            .send(OpenAi.delta(text))
            .send(OpenAi.finish())
            .send(OpenAi.usage().replace(few, many))
            .send(OpenAi.DONE)
        : Answer.json(200, OpenAi.said(text).replace(few, many));
  }

  static Stream<Arguments> dearAnswers() {
    return Stream.of("我不确定。", "I'm sorry, but I can't help with that.", " ")
        .flatMap(said -> Stream.of(Arguments.of(true, said), Arguments.of(false, said)));
  }

  /**
   * The cheap answer comes to 810 millionths, and the strong one may come to more than the 9690
   * that are left, but not to more than all 10500.
   */
  @ParameterizedTest
  @MethodSource("dearAnswers")
  void costLimitIsForAllAnswersOfTheCallTogether(boolean stream, String said) {
    cheap.answer(saysDearly(stream, said));
    strong.answer(says(stream, "Canberra."));
    String request = request(stream, false).replace("\"model\"", LIMITED);
    try (Gateway gateway = gateway("routing: {retries: 0, fallback-chain: []}")) {
      HttpResponse<String> answer = gateway.chat(request, "x-caravan-max-cost", "0.0105");

      assertThat(text(stream, answer)).isEqualTo(said);
      assertThat(header(answer, "x-caravan-model")).isEqualTo("cheap");
      assertThat(strong.requests()).isEmpty();
      JsonNode record = record(gateway, answer);
      assertThat(record.path("cost").asText()).isEqualTo("0.00081");
      assertThat(list(record.path("judged"), "deployment", "result"))
          .containsExactly("cheap@alpha over_cost");
      assertThat(record.path("rejected_given").asBoolean()).isTrue();
      assertThat(list(record.path("charges"), "deployment", "purpose"))
          .containsExactly("cheap@alpha answer");
      assertThat(gateway.metric("caravan_escalation_answers_total", "\"over_cost\"")).isEqualTo(1);

      // Whoever may spend more gets the better answer, and not the one that was kept.
      HttpResponse<String> rich = gateway.chat(request, "x-caravan-max-cost", "0.02");
      assertThat(header(rich, "x-caravan-model")).isEqualTo("strong");
    }
  }

  @Test
  void costLimitOfOneCurrencyHoldsForWhatWasSpentInAnother() {
    cheap.answer(saysDearly(false, "我不确定。"));
    strong.answer(OpenAi.says("堪培拉。"));
    String request = request(false, false).replace("\"model\"", LIMITED);
    String routing = "routing: {retries: 0, fallback-chain: [], currency: {rates: {CNY: %s}}}";
    try (Gateway rich = gateway(models("CNY", "USD"), routing.formatted("0.125"), CACHE_OFF);
        Gateway poor = gateway(models("CNY", "USD"), routing.formatted("0.9"), CACHE_OFF)) {
      assertThat(header(rich.chat(request, "x-caravan-max-cost", "0.0105"), "x-caravan-model"))
          .isEqualTo("strong");
      assertThat(header(poor.chat(request, "x-caravan-max-cost", "0.0105"), "x-caravan-model"))
          .isEqualTo("cheap");
    }
  }

  /** Requests of either model name are decided by the rule, and those that name one unread. */
  private Gateway withThird(FakeVendor third, String routing) {
    Gateway gateway =
        Gateway.withModels(models("USD", "USD").provider("gamma", third).model("third", "gamma"))
            .gateway("{routing: {retries: 0, fallback-chain: [third], " + routing + "}}\n")
            .start();
    String any = "${variable.call.requestedModel()} != 'third'";
    gateway.writeRoute(
        RulesYaml.FILE,
        RulesYaml.atHead(RulesYaml.shipped(), "first-cheap", any, "escalate cheap, strong"));
    gateway.reload();
    return gateway;
  }

  /** The strong model is what the rule says, and no fallback; others are. */
  @ParameterizedTest
  @CsvSource({"auto, 0, ", "auto, 2, []", "cheap, 0, ", "cheap, 2, []"})
  void wishForNoFallbacksShortensNoLadder(
      String model, int fallbacks, @Nullable String ofTheRequest) {
    cheap.answer(OpenAi.says("我不确定。"));
    strong.answer(OpenAi.fails(500, "down"), OpenAi.says("堪培拉。"));
    String request = OpenAi.ask(model, "capital?");
    if (ofTheRequest != null) {
      request =
          request.replace(
              "{\"model\"", "{\"caravan\":{\"fallbacks\":" + ofTheRequest + "},\"model\"");
    }
    try (FakeVendor third = FakeVendor.start().answer(OpenAi.says("third"));
        Gateway gateway = withThird(third, "max-fallbacks: " + fallbacks)) {
      HttpResponse<String> doubtful = gateway.chat(request);
      assertThat(text(false, doubtful)).isEqualTo("我不确定。");
      assertThat(list(record(gateway, doubtful).path("tries"), "deployment", "result"))
          .containsExactly("cheap@alpha low_quality", "strong@beta server");

      assertThat(text(false, gateway.chat(request))).isEqualTo("堪培拉。");
      assertThat(third.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cheap"})
  void fallbacksBehindALadderAreAsManyAsAreAllowed(String model) {
    cheap.answer(OpenAi.says("我不确定。"));
    strong.answer(OpenAi.fails(500, "down"));
    try (FakeVendor third = FakeVendor.start().answer(OpenAi.says("third"));
        Gateway gateway = withThird(third, "max-fallbacks: 1")) {
      assertThat(text(false, gateway.chat(OpenAi.ask(model, "capital?")))).isEqualTo("third");
    }
  }
}
