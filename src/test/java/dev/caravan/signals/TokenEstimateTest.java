package dev.caravan.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.cost.TokenCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far estimates are from the count. */
class TokenEstimateTest {
  private static double ratio(String text) {
    return (double) TokenEstimate.of(text) / TokenCounter.forModel("gpt-4o").count(text);
  }

  private static String prompt(String line) {
    return Reading.chat(line).path("prompt").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void nineOfTenPromptsAreWithinAFifth(String language) throws IOException {
    double[] ratios =
        Files.readAllLines(Path.of("src/test/resources/routing/tuning-prompts.jsonl")).stream()
            .filter(line -> line.contains("\"language\": \"" + language + "\""))
            .map(TokenEstimateTest::prompt)
            .filter(prompt -> prompt.length() > 40)
            .mapToDouble(TokenEstimateTest::ratio)
            .sorted()
            .toArray();

    assertThat(ratios).hasSizeGreaterThan(60);
    assertThat(ratios[ratios.length / 20]).isGreaterThan(0.8);
    assertThat(ratios[ratios.length - 1 - ratios.length / 20]).isLessThan(1.2);
    assertThat(Arrays.stream(ratios).average().orElseThrow()).isCloseTo(1, within(0.08));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs/architecture.md",
        "docs/operations.md",
        "src/main/java/dev/caravan/config/RouteFiles.java",
        "bench/run",
        "pom.xml"
      })
  void longProseAndCodeIsWithinAQuarter(String file) throws IOException {
    assertThat(ratio(Files.readString(Path.of(file)))).isCloseTo(1, within(0.25));
  }

  @Test
  void otherTextIsWithinABigPart() {
    List<String> texts =
        Stream.of(
                "Какая столица у Монголии и сколько там живёт людей? ",
                "モンゴルの首都はどこですか。そこには何人が住んでいますか。",
                "몽골의 수도는 어디입니까? 그곳에는 몇 명이 살고 있습니까? ",
                "ما هي عاصمة منغوليا وكم عدد سكانها؟ ",
                "3.14159265358979323846264338327950288 ",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 ",
                "dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZyBhbmQgcnVucw== ")
            .map(text -> text.repeat(20))
            .toList();

    assertThat(texts).allSatisfy(text -> assertThat(ratio(text)).isBetween(0.5, 1.4));
  }

  @Test
  void longTextIsEstimatedByItsSamples() {
    String text = "The council met on Thursday to discuss the new bus lanes. 会议讨论了公交专用道。\n";
    String whole = text.repeat(200);
    String huge = text.repeat(10_000);

    assertThat(whole).hasSizeLessThan(TokenEstimate.WHOLE);
    assertThat(TokenEstimate.of(huge))
        .isCloseTo(
            TokenEstimate.of(whole) * 50, org.assertj.core.data.Percentage.withPercentage(5));
    assertThat(TokenEstimate.of("")).isZero();
    assertThat(TokenEstimate.of("a")).isOne();
  }
}
