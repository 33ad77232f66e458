package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.TokenCounter;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainAnswerTest extends SandboxTest {
  private static final TokenCounter COUNTER = TokenCounter.forModel("gpt-4o");

  @Test
  void answersInTheShapeOfOpenAi() {
    JsonNode answer = answer(chat(""));

    assertThat(answer.path("id").asText()).matches("chatcmpl-[0-9a-f]{28}");
    assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
    assertThat(answer.path("created").isIntegralNumber()).isTrue();
    assertThat(answer.path("model").asText()).isEqualTo("gpt-4o");
    assertThat(answer.path("choices")).hasSize(1);
    assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    assertThat(answer.at("/choices/0/message").has("tool_calls")).isFalse();
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void saysWhoAnswersAndEchoesTheLastUserMessage() {
    assertThat(content(answer(chat(""))))
        .contains("Caravan sandbox", "gpt-4o", "\"Hello, caravan!\"");
  }

  @Test
  void answersAChinesePromptInChinese() {
    assertThat(content(answer(chatSaying("请用 Python 写一个快速排序"))))
        .contains("Caravan 沙盒", "gpt-4o", "“请用 Python 写一个快速排序”");
  }

  @ParameterizedTest
  @ValueSource(strings = {"東京へ行きたいです", "한국어로 대답해", "What does 沙漠 mean in English?", "12 + 30"})
  void answersEveryOtherPromptInEnglish(String prompt) {
    assertThat(content(answer(chatSaying(prompt)))).startsWith("This is the Caravan sandbox");
  }

  @Test
  void shortensALongEcho() {
    assertThat(content(answer(chatSaying("word ".repeat(1_000)))))
        .contains("word word")
        .contains("…\"")
        .hasSizeLessThan(400);
  }

  @Test
  void echoesTheTextOfContentInParts() {
    String body =
        """
        {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "one"},
         {"type": "image_url", "image_url": {"url": "https://example.com/x.png"}},
         {"type": "text", "text": "two"}]}]}""";

    assertThat(content(answer(body))).contains("\"one two\"");
  }

  @Test
  void givesTheSameAnswerToTheSameRequest() {
    HttpResponse<String> first = send(chat(""));
    HttpResponse<String> second = send(chat(""));

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("x-request-id"))
        .isEqualTo(first.headers().firstValue("x-request-id"));
    assertThat(answer(chat("'n': 2")).path("id")).isNotEqualTo(json(first.body()).path("id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello", "骆驼商队在哪里？", "emoji 👩‍👩‍👧‍👦 and 𠮷龘", "\\ud83d alone"})
  void countsTheTokensThatItReceivedAndSent(String prompt) {
    String body = chatSaying(prompt);

    JsonNode answer = answer(body);

    JsonNode usage = answer.path("usage");
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(COUNTER.countPrompt(json(body)));
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(COUNTER.count(content(answer)));
    assertThat(usage.path("total_tokens").asInt())
        .isEqualTo(usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt());
    assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt(-1)).isZero();
    assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt(-1)).isZero();
  }

  @Test
  void countsTheTokensOfEveryChoice() {
    JsonNode answer = answer(chat("'n': 3"));

    assertThat(answer.path("choices")).hasSize(3);
    assertThat(answer.at("/choices/2/index").asInt()).isEqualTo(2);
    assertThat(answer.at("/usage/completion_tokens").asInt())
        .isEqualTo(3 * COUNTER.count(content(answer)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 40, 55, 60, 500, 20_000})
  void answersAsManyTokensAsTheBehaviourAsksFor(int tokens) {
    for (String prompt : new String[] {"Hello", "你好，商队"}) {
      JsonNode answer = answer(chatSaying(prompt), "x-sandbox", "tokens=" + tokens);

      assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(tokens);
      assertThat(COUNTER.count(content(answer))).isEqualTo(tokens);
      assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
  void endsAtTheGreatestLengthThatWasAskedFor(String field) {
    JsonNode answer = answer(chat("'" + field + "': 5"));

    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(5);
    assertThat(COUNTER.count(content(answer))).isEqualTo(5);
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
  }

  @Test
  void doesNotCallAnAnswerCutOffThatFits() {
    JsonNode whole = answer(chat(""));
    int tokens = whole.at("/usage/completion_tokens").asInt();

    JsonNode answer = answer(chat("'max_tokens': " + tokens));

    assertThat(content(answer)).isEqualTo(content(whole));
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'You wrote'", "['no such text', 'You wrote', 'header']"})
  void endsBeforeAStopText(String stop) {
    JsonNode answer = answer(chat("'stop': " + stop));

    assertThat(content(answer)).endsWith("no vendor was called. ").doesNotContain("You wrote");
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.at("/usage/completion_tokens").asInt())
        .isEqualTo(COUNTER.count(content(answer)));
  }

  @Test
  void usesTheOlderVocabularyForAnOlderModel() {
    String body = chat("").replace("gpt-4o", "gpt-4");

    JsonNode answer = answer(body);

    TokenCounter older = TokenCounter.forModel("gpt-4");
    assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(older.countPrompt(json(body)));
    assertThat(answer.at("/usage/completion_tokens").asInt())
        .isEqualTo(older.count(content(answer)));
  }

  @Test
  void sendsTheHeadersOfOpenAi() {
    var headers = send(chat("")).headers();

    assertThat(headers.firstValue("content-type")).contains("application/json");
    assertThat(headers.firstValue("x-request-id").orElse("")).matches("req_[0-9a-f]{28}");
    assertThat(headers.firstValue("openai-processing-ms").orElse("")).matches("\\d+");
    assertThat(headers.map().keySet())
        .contains(
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-limit-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-tokens");
  }

  @Test
  void answersABodyOfManyMegabytes() {
    JsonNode answer = answer(chatSaying("a".repeat(5_000_000)));

    assertThat(answer.at("/usage/prompt_tokens").asInt()).isGreaterThan(500_000);
    assertThat(content(answer)).contains("aaa");
  }
}
