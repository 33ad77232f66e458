package dev.caravan.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a request's shape and text. */
class SignalReaderTest {
  private static Signals read(String json) {
    return Reading.shipped().read(Reading.chat(json), Reading.CONTEXT);
  }

  @Test
  void shapeOfTheRequest() {
    Signals signals =
        read(
            """
            {"messages": [
               {"role": "system", "content": "You help."},
               {"role": "user", "content": "hi"},
               {"role": "assistant", "content": null},
               {"role": "user", "content": [
                  {"type": "text", "text": "What is"}, {"type": "text", "text": "on it?"},
                  {"type": "image_url", "image_url": {"url": "https://x.example/a.png"}},
                  {"type": "input_audio", "input_audio": {}}, {"type": "video_url"},
                  {"type": "file", "file": {}}]}],
             "tools": [{"type": "function", "function": {"name": "f"}}],
             "response_format": {"type": "json_schema"}}
            """);

    assertThat(signals.image() && signals.audio() && signals.video() && signals.file()).isTrue();
    assertThat(signals.tools()).isTrue();
    assertThat(signals.format()).isEqualTo("json_schema");
    assertThat(signals.turns()).isEqualTo(2);
    assertThat(signals.characters()).isEqualTo("You help.hiWhat is\non it?".length());
    assertThat(signals.task()).isEqualTo("multimodal");
    assertThat(signals.points()).isEmpty();
    assertThat(signals.found())
        .contains("question-mark", "tools", "json", "system", "conversation", "short");
    assertThat(signals.contains("on it")).isTrue();
    assertThat(signals.tenant()).isEqualTo("acme");
    assertThat(signals.hour()).isEqualTo(9);
    assertThat(signals.tag("feature")).isEqualTo("search");
    assertThat(signals.tag("other")).isNull();
  }

  @Test
  void whatIsKeptAfterTheRequestHasNoWordOfIt() {
    Signals signals = read("{\"messages\":[{\"role\":\"user\",\"content\":\"the bazaar of 集市\"}]}");

    Signals kept = signals.withoutMessage();

    assertThat(signals.contains("bazaar")).isTrue();
    assertThat(kept.contains("bazaar, 集市") || kept.matches("bazaar")).isFalse();
    assertThat(kept.task()).isEqualTo(signals.task());
    assertThat(kept.points()).isEqualTo(signals.points());
  }

  @Test
  void nothingIsThereInAPlainQuestion() {
    Signals signals = Reading.shipped("What is the capital of Mongolia?");

    assertThat(signals.image() || signals.audio() || signals.video() || signals.file()).isFalse();
    assertThat(signals.tools()).isFalse();
    assertThat(signals.format()).isEqualTo("text");
    assertThat(signals.system()).isEmpty();
    assertThat(signals.turns()).isEqualTo(1);
    assertThat(signals.found()).contains("plain-question", "question-mark").doesNotContain("tools");
    assertThat(signals.task()).isEqualTo("simple_qa");
    assertThat(signals.difficulty()).isLessThan(0.35);
  }

  @Test
  void systemPromptsAreToldApart() {
    String chat = "{'messages': [{'role': '%s', 'content': '%s'}]}".replace('\'', '"');

    String one = read(chat.formatted("system", "be brief")).system();

    assertThat(one).matches("[0-9a-f]{12}");
    assertThat(read(chat.formatted("developer", "be brief")).system()).isEqualTo(one);
    assertThat(read(chat.formatted("system", "be long")).system()).isNotEqualTo(one);
    assertThat(read(chat.formatted("user", "be brief")).system()).isEmpty();
  }

  @Test
  void systemPromptSaysWhatTheMessageIsForAndIsNotFoundInIt() {
    String chat =
        """
        {"messages": [{"role": "system", "content": "%s"}, {"role": "user", "content": "%s"}]}
        """;

    Signals english =
        read(
            chat.formatted(
                "Classify tickets. Reply with exactly one of: bug, payment, account.",
                "The reset link leads to a 404 page"));
    Signals chinese = read(chat.formatted("你是工单分类器,只能回复以下之一:账号、支付。", "重置链接打开是 404"));

    assertThat(english.task()).isEqualTo("classification");
    assertThat(chinese.task()).isEqualTo("classification");
    assertThat(english.has("classification-wish") || chinese.has("classification-wish")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What is the capital of Mongolia? | en | latin",
        "蒙古的首都是哪里? | zh | han",
        "用 Python 写一个列表推导式,取出列表里的偶数 | zh | han",
        "把 the meeting has been moved to tomorrow afternoon 翻译成中文好吗谢谢 | mixed | latin",
        "Wo ist der Bahnhof und wie komme ich dahin? | other | latin",
        "¿Dónde está la estación de tren? | other | latin",
        "モンゴルの首都はどこですか | other | kana",
        "몽골의 수도는 어디입니까 | other | hangul",
        "Какая столица у Монголии | other | cyrillic",
        "ما هي عاصمة منغوليا | other | arabic",
        "42 | other | none",
      })
  void languageAndScript(String prompt, String language, String script) {
    Signals signals = Reading.shipped(prompt);

    assertThat(signals.language()).isEqualTo(language);
    assertThat(signals.script()).isEqualTo(script);
  }

  @Test
  void languageIsThatOfTheUsersOwnWords() {
    assertThat(Reading.shipped("翻译一下:\"The meeting has been moved to next Friday\"").language())
        .isEqualTo("zh");
    assertThat(Reading.shipped("Translate \"明天的会议改到下午三点了请通知大家\" please").language())
        .isEqualTo("en");
  }

  /** The scenes that a gateway of this kind is shown with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Write a list comprehension that squares even numbers | coding | 0 | 0.5",
        "用 Python 写一个列表推导式,求偶数的平方 | coding | 0 | 0.5",
        "Write a Redis connection pool, thread-safe | coding | 0.35 | 1",
        "写一个线程安全的 Redis 连接池 | coding | 0.35 | 1",
        "What is the tallest mountain? | simple_qa | 0 | 0.35",
        "最高的山是哪座? | simple_qa | 0 | 0.35",
      })
  void scenes(String prompt, String task, double from, double to) {
    Signals signals = Reading.shipped(prompt);

    assertThat(signals.task()).isEqualTo(task);
    assertThat(signals.difficulty()).isBetween(from, to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"The council discussed the new bus lanes again. ", "议会又讨论了新的公交专用道。"})
  void nineThousandTokensAreLongWhateverTheySay(String sentence) {
    long each = TokenEstimate.of(sentence.repeat(100)) / 100 + 1;

    Signals signals = Reading.shipped(sentence.repeat((int) (9_000 / each) + 100));

    assertThat(signals.tokens()).isBetween(8_500L, 12_000L);
    assertThat(signals.task()).isEqualTo("long_context");
  }

  @Test
  void ownListsAndTasksAreAsGoodAsTheShippedOnes() {
    SignalReader reader =
        Reading.with(
            """
            lists:
              legal: {words: ["lawsuit", "terminat* ... contract", "合同", "起诉 ... 违约"]}
              ticket: {patterns: ['[A-Z]{2,5}-[0-9]+']}
            tasks:
              legal: {strengths: {analysis: 1}, difficulty: 0.6, evidence: {legal: 3}}
              legal_ticket: {parts: [file], evidence: {ticket: 4}}
            """);

    assertThat(read(reader, "Can I terminate the rental contract early?").task())
        .isEqualTo("legal");
    assertThat(read(reader, "他们起诉我方违约,怎么办").task()).isEqualTo("legal");
    assertThat(read(reader, "I need a contract. Can I terminate it?").task()).isNotEqualTo("legal");
    assertThat(read(reader, "What about ABC-17 then").task()).isEqualTo("legal_ticket");
    assertThat(read(reader, "What about ABC-17 then").has("ticket")).isTrue();
    assertThat(read(reader, "Write a poem about the sea").task()).isEqualTo("creative_writing");
  }

  private static Signals read(SignalReader reader, String prompt) {
    return reader.read(Reading.asking(prompt), Reading.CONTEXT);
  }

  @Test
  void readersOfTheSameSettingsAreOne() {
    assertThat(Reading.with("lists: {legal: {words: [lawsuit]}}"))
        .isSameAs(Reading.with("lists: {legal: {words: [lawsuit]}}"));
  }

  @Test
  void textIsNeitherPrintedNorSerialised() throws Exception {
    ObjectNode chat = Reading.asking("the prompt of a lifetime");

    Signals signals = Reading.shipped().read(chat, Reading.CONTEXT);

    assertThat(signals.toString()).doesNotContain("lifetime");
    assertThat(signals.message().toString()).doesNotContain("lifetime");
    assertThat(Json.mapper().writeValueAsString(signals))
        .contains("\"task\":")
        .doesNotContain("lifetime");
    assertThat(signals.message())
        .isEqualTo(Reading.shipped().read(chat, Reading.CONTEXT).message())
        .hasSameHashCodeAs(Reading.shipped().read(chat, Reading.CONTEXT).message())
        .isNotEqualTo(new LastMessage("another"));
    assertThat(new SignalReader.Context(Map.of(), "t", 0).tags()).isEmpty();
  }
}
