package dev.caravan.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.PatternSyntaxException;
import dev.caravan.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are empty, huge, malicious, or full of words that mean something else. */
class BadInputTest {
  private static Signals read(String json) {
    return Reading.shipped().read(Reading.chat(json), Reading.CONTEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"messages\": null}",
        "{\"messages\": []}",
        "{\"messages\": [null, 7, \"x\", []]}",
        "{\"messages\": [{\"role\": \"user\"}]}",
        "{\"messages\": [{\"role\": \"user\", \"content\": null}]}",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"\"}]}",
        "{\"messages\": [{\"role\": \"user\", \"content\": []}]}",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{}, null, {\"type\": 1, \"text\": 2}]}]}",
        "{\"messages\": [{\"role\": \"assistant\", \"content\": \"write python code\"}]}",
        "{\"messages\": [{\"role\": 7, \"content\": \"write python code\"}], \"tools\": 7}",
      })
  void emptinessIsASimpleQuestion(String json) {
    Signals signals = read(json);

    assertThat(signals.task()).isEqualTo("simple_qa");
    assertThat(signals.language()).isEqualTo("other");
    assertThat(signals.script()).isEqualTo("none");
    assertThat(signals.difficulty()).isBetween(0.0, 0.35);
    assertThat(signals.contains("python")).isFalse();
    assertThat(signals.matches("python")).isFalse();
  }

  @Test
  void megabyteIsLongAndReadNoFartherThanItsEnds() {
    String start = "Write a poem about the sea. ";
    String end = "\n\nMake it rhyme.";
    String filler = "The mill went on and on, and nobody spoke of it. ".repeat(20_000);

    Signals signals = Reading.shipped(start + filler + "python code, def f(x): " + filler + end);

    assertThat(signals.characters()).isGreaterThan(1_900_000);
    assertThat(signals.task()).isEqualTo("long_context");
    assertThat(signals.tokens()).isBetween(300_000L, 700_000L);
    assertThat(signals.has("creative-wish")).isTrue();
    assertThat(signals.has("code-names")).isFalse();
  }

  @Test
  void megabyteOfWordsOfTheListsIsReadAtOnce() {
    for (String nasty :
        List.of(
            "write ",
            "a",
            "python ",
            "写",
            "`",
            "\"",
            "《",
            "'x ",
            "(",
            "1+",
            ":",
            "\n\n",
            "🎉",
            "_",
            "translate to french ",
            "正则表达式")) {
      String text = nasty.repeat(1_000_000 / nasty.length());

      Signals signals =
          assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Reading.shipped(text));

      assertThat(signals.difficulty()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void expressionsOfOperatorsNeedTimeInProportionToTheText() {
    SignalReader reader =
        Reading.with("lists: {nasty: {patterns: ['(a+)+b', '(x+x+)+y', '(.*a){12}b']}}");
    String text = "a".repeat(5_000) + "x".repeat(5_000) + "!";

    Signals signals =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> reader.read(Reading.asking(text), Reading.CONTEXT));
    boolean found =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> signals.matches("(a+)+$") || signals.matches("(x+x+)+y"));

    assertThat(found).isFalse();
    assertThat(signals.has("nasty")).isFalse();
    assertThat(signals.matches("A+X+!")).isTrue();
  }

  @Test
  void expressionsThatAreNoneAndWordsThatAreNoneAreRefused() {
    Signals signals = Reading.shipped("hello");

    assertThatThrownBy(() -> signals.matches("(")).isInstanceOf(PatternSyntaxException.class);
    assertThatThrownBy(() -> signals.matches("(?<=a)b")).isInstanceOf(PatternSyntaxException.class);
    assertThatThrownBy(() -> signals.contains(" , ,")).isInstanceOf(RuntimeException.class);
  }

  /** What is quoted, cited or pasted is what a prompt is about, not what it asks for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Who wrote \"The Java Coffee House Murders\"? | simple_qa",
        "《Python编程:从入门到实践》这本书的作者是谁? | simple_qa",
        "Translate to Chinese: \"Write a poem about the sea and prove the theorem.\" | translation",
        "翻译成英文:\"请写一个 Python 函数,再写一首诗。\" | translation",
        "Is this comment toxic? yes or no: \"Your code is garbage, debug your function!\" |"
            + " classification",
        "判断情感是正面还是负面:\"这段代码写得像诗一样,可惜编译不过。\" | classification",
        "Write me a poem about SQL joins and null pointers | creative_writing",
        "写一首关于数据库死锁的诗 | creative_writing",
        "Do pythons lay eggs? | simple_qa",
        "北京的邮政编码是多少? | simple_qa",
        "Is there a dress code at the opera? | simple_qa",
        "Rename `foo` to `bar` in my notes and write a poem about `baz` | creative_writing",
        "把 `foo` 改成 `bar`，再以 `baz` 为题写一首诗 | creative_writing",
        "Translate to Chinese: \"call foo(x) and then write a poem about the sea\" | translation",
        "Analyse the use of colour in this poem: \"The grey boat slid from the shore\" | analysis",
      })
  void keywordsAsDataDecideNothing(String prompt, String task) {
    assertThat(Reading.shipped(prompt).task()).isEqualTo(task);
  }

  @Test
  void listsAreNotFoundInQuotesTitlesAndCode() {
    SignalReader reader = Reading.with("lists: {legal: {words: [lawsuit, 诉讼]}}");

    for (String quoted :
        List.of(
            "What is \"lawsuit\"?",
            "What does “lawsuit” mean?",
            "What is 'lawsuit' in a word?",
            "what does `lawsuit` do",
            "is `a` the `lawsuit` or the `b`?",
            "What is \"f(x) lawsuit\"?",
            "看过《诉讼》吗",
            "「诉讼」是什么意思",
            "Look:\n```\nlawsuit()\n```\nwhat now?")) {
      Signals signals = reader.read(Reading.asking(quoted), Reading.CONTEXT);

      assertThat(signals.has("legal")).as(quoted).isFalse();
    }
    for (String own :
        List.of(
            "Is the lawsuit over?",
            "it's a lawsuit, isn't it?",
            "诉讼要多久",
            "5\" of lawsuit",
            "is `a` a lawsuit, and `b`?")) {
      Signals signals = reader.read(Reading.asking(own), Reading.CONTEXT);

      assertThat(signals.has("legal")).as(own).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "帮我 write 一个 python function 来 parse 这个 json | coding | mixed",
        "帮忙 translate 这句话 into English 谢谢 please | translation | mixed",
        "用 Kotlin 写一个密封类,再加两个子类 | coding | zh",
        "Ｗｒｉｔｅ　ａ　ｐｏｅｍ about the sea | creative_writing | en",
      })
  void mixedLanguages(String prompt, String task, String language) {
    Signals signals = Reading.shipped(prompt);

    assertThat(signals.task()).isEqualTo(task);
    assertThat(signals.language()).isEqualTo(language);
  }

  @Test
  void loneSurrogatesAndControlCharactersAreCharactersLikeOthers() {
    String broken = "\ud83d write a \udc00 python\u0000 function \uffff for \ud83d";

    Signals signals = Reading.shipped(broken);

    assertThat(signals.task()).isEqualTo("coding");
    assertThat(signals.contains("python")).isTrue();
    assertThat(signals.matches("write a . python")).isTrue();
    ObjectNode system = Reading.chat("{\"messages\": [{\"role\": \"system\"}]}");
    ((ObjectNode) system.at("/messages/0")).put("content", broken);
    assertThat(Reading.shipped().read(system, Reading.CONTEXT).system()).hasSize(12);
  }

  @Test
  void anyTextGivesSignals() {
    Random random = new Random(20);
    String alphabet = "ab9 \n`\"'《》“”:：?？.,;{}()=+*/-_#的写诗翻译代码\ud83d\ude00\u3042\u0430é\u200b";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(200);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }

      Signals signals = Reading.shipped(text.toString());

      assertThat(signals.difficulty()).as(text.toString()).isBetween(0.0, 1.0);
      assertThat(signals.tokens()).isPositive();
      assertThat(Json.mapper().valueToTree(signals).path("task").isTextual()).isTrue();
    }
  }

  @Test
  void deepToolsAreMeasuredWithoutEnd() {
    StringBuilder deep = new StringBuilder("{\"messages\": [], \"tools\": [");
    deep.append("{\"a\": ".repeat(150)).append('1').append("}".repeat(150)).append("]}");

    assertThat(read(deep.toString()).tokens()).isBetween(30L, 500L);
  }
}
