package dev.caravan.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCounterTest {
  private final TokenCounter counter = TokenCounter.forModel("gpt-4o");

  @ParameterizedTest
  @CsvSource({
    "antidisestablishmentarianism, 6, 6",
    "2 + 2 = 4, 7, 7",
    "お誕生日おめでとう, 9, 8",
    "'', 0, 0"
  })
  void countsWhatTheOpenAiCookbookCounts(String text, int cl100k, int o200k) {
    assertThat(TokenCounter.forModel("gpt-4").count(text)).isEqualTo(cl100k);
    assertThat(counter.count(text)).isEqualTo(o200k);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4",
        "GPT-4",
        "gpt-4-turbo",
        "gpt-4-0613",
        "openai/gpt-3.5-turbo",
        "gpt-35-turbo",
        "ft:gpt-3.5-turbo:org::id",
        "text-embedding-3-small"
      })
  void usesTheOlderVocabularyForOlderModels(String model) {
    assertThat(TokenCounter.forModel(model)).isSameAs(TokenCounter.forModel("gpt-4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt-4o", "gpt-4.1-mini", "gpt-5", "o3", "deepseek-chat", "qwen-plus", ""})
  void usesTheNewerVocabularyForEveryOtherModel(String model) {
    assertThat(TokenCounter.forModel(model)).isSameAs(counter);
  }

  @Test
  void takesNamesOfSpecialTokensAsText() {
    assertThat(counter.count("<|endoftext|>")).isGreaterThan(1);
  }

  @Test
  void countsEnglishAndChinese() {
    assertThat(counter.count("The caravan moves on.")).isEqualTo(5);
    assertThat(counter.count("骆驼商队继续前进。")).isBetween(4, 12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The quick brown fox; it's 12345 times faster.\n\nOr not?",
        "沙漠里的商队，带着 37 头骆驼。\n\n继续走。",
        "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 and rare 𠮷 龘 characters",
        "ελληνικά, العربية, हिन्दी, ไทย"
      })
  void cutsATextIntoPiecesThatJoinToTheTextAndAddUpToItsCount(String text) {
    for (TokenCounter each : new TokenCounter[] {counter, TokenCounter.forModel("gpt-4")}) {
      var pieces = each.pieces(text);

      assertThat(pieces.stream().map(TokenPiece::text).collect(Collectors.joining()))
          .isEqualTo(text);
      assertThat(pieces.stream().mapToInt(TokenPiece::tokens).sum()).isEqualTo(each.count(text));
      assertThat(pieces).noneMatch(piece -> piece.text().contains("\ufffd"));
    }
  }

  @Test
  void keepsTheTokensOfOneCharacterTogether() {
    assertThat(TokenCounter.forModel("gpt-4").pieces("龘"))
        .singleElement()
        .satisfies(piece -> assertThat(piece.tokens()).isGreaterThan(1));
  }

  @Test
  void countsALongRunWithoutSpaces() {
    int tokens = counter.count("a".repeat(1_000_000));

    assertThat(tokens).isBetween(100_000, 150_000);
    assertThat(counter.isLoaded()).isTrue();
  }
}
