package dev.caravan.signals;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What entries of a list find. */
class WordFinderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "code; fix my code; true",
        "code; CODE!; true",
        "code; my code's fine; true",
        "code; decode it; false",
        "code; codes; false",
        "code; code_review; false",
        "code; 写code吧; true",
        "code; Ｃｏｄｅ; true",
        "code*; codes; true",
        "code*; encode; false",
        "c++; c++20; true",
        "c++; write c++, please; true",
        ".net; asp.net; true",
        "unit test; a unit   test; true",
        "what's up; what’s up; true",
        "代码; 写代码吧; true",
        "代码; 编 码; false",
        "naïve; so naïve!; true",
        "naïve; naïveté; false",
        "код; этот код; true",
        "код; кодировка; false",
        "write|draft ... poem|诗; write me a poem; true",
        "write|draft ... poem|诗; draft 一首诗; true",
        "write|draft ... poem|诗; poem to write; false",
        "write|draft ... poem|诗; write. A poem?; false",
        "write|draft ... poem|诗; write me something that is not at all and never was a poem; false",
        "a ... b ... c; a then b then c; true",
        "a ... b ... c; a then c then b; false",
        "写 ... 诗; 写一首短短的诗; true",
        "in .. @tongues; say it in french; true",
        "in .. @tongues; in old french; false",
        "用 .. @tongues; 用法语说; true",
        "@tongues; français? french!; true",
      })
  void entries(String entry, String text, boolean found) {
    SignalReader reader =
        Reading.with(
            """
            lists:
              probe: {words: ["%s"]}
              tongues: {words: ["french|german", 法语]}
            """
                .formatted(entry));

    assertThat(reader.read(Reading.asking(text), Reading.CONTEXT).has("probe")).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "the code is 7; true",
        "the dress code is 7; false",
        "the dress code and the code; true",
        "dress codes; false",
        "股票代码; false",
        "股票代码的代码; true",
      })
  void masksHideWhatIsInThem(String text, boolean found) {
    SignalReader reader =
        Reading.with(
            """
            lists:
              probe: {words: [code, 代码]}
              hidden: {words: [dress code, 股票代码], masks: true}
            """);

    assertThat(reader.read(Reading.asking(text), Reading.CONTEXT).has("probe")).isEqualTo(found);
  }
}
