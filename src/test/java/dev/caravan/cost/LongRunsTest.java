package dev.caravan.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongRunsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "A", "é", "e\u0301", "中", "😀", " ", "\n", "=", "!\u0301", "\n/", "\u00a0!"})
  void cutsALongRunIntoPartsOfBoundedLength(String unit) {
    String text = unit.repeat(1_000_000 / unit.length());

    var parts = LongRuns.cut(text);

    assertThat(parts).allSatisfy(part -> assertThat(part).hasSizeLessThanOrEqualTo(256));
    assertThat(String.join("", parts)).isEqualTo(text);
  }

  @Test
  void makesTwiceTheWorkOfTwiceTheText() {
    int once = LongRuns.cut("a".repeat(256 * 1_000)).size();
    int twice = LongRuns.cut("a".repeat(256 * 2_000)).size();

    assertThat(once).isEqualTo(1_000);
    assertThat(twice).isEqualTo(2 * once);
  }

  @ParameterizedTest
  @ValueSource(strings = {"The caravan moves on. ", "骆驼商队，继续前进。", "1234567890", "a-b_c/d\n"})
  void leavesOrdinaryTextWhole(String sentence) {
    assertThat(LongRuns.cut(sentence.repeat(1_000))).hasSize(1);
  }

  @Test
  void neverDividesASurrogatePair() {
    assertThat(LongRuns.cut("x" + "😀".repeat(1_000)))
        .noneMatch(part -> Character.isLowSurrogate(part.charAt(0)));
  }
}
