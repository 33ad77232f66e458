package dev.caravan.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.dialect.ContinuationForm;
import dev.caravan.resilience.UpstreamException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Wherever an answer breaks off, and whatever its next vendor repeats: the same text, or a failure.
 */
class SeamPropertyTest {
  private static final int TRIES = 10_000;

  private static final List<String> WORDS =
      List.of(
          "well", "depth", "the", "of", "a", "northern", "is", "metres", "and", "water", "very");
  private static final List<String> CHINESE =
      List.of("井", "很深", "水", "北边的", "米", "我们", "研究", "，", "。", "可以", "使用", "😀", "哈哈");
  private static final List<String> SIGNS =
      List.of(" ", "\n", "\n\n", ", ", ". ", "- ", "```", "|---|", "1", "0", "é", "👨‍👩‍👧");

  /** What a vendor does that is asked to go on. */
  private enum Habit {
    GOES_ON,
    REPEATS_ALL,
    REPEATS_ALL_ON_A_NEW_LINE,
    REPEATS_WHAT_WAS_ASKED_FOR,
    REPEATS_SOME_OF_THE_END,
    BEGINS_ANEW,
    INTRODUCES_ITSELF
  }

  @ParameterizedTest
  @EnumSource
  void textIsTheOriginalOrTheSeamFails(ContinuationForm form) {
    Random random = new Random(form.name().hashCode());
    int joined = 0;
    int failed = 0;
    for (int i = 0; i < TRIES; i++) {
      String original = text(random);
      int cut = cut(original, random);
      String written = original.substring(0, cut);
      Habit habit = habit(form, random);
      String answer = answer(habit, form, original, cut, random);
      if (answer == null) {
        continue;
      }
      String description = "%s, %s: <%s> and then <%s>".formatted(form, habit, written, answer);
      String anchor = form == ContinuationForm.INSTRUCTION ? Instruction.anchor(written) : "";
      try {
        String text = written + join(new Seam(written, form, anchor), answer, random);
        assertThat(text).as(description).isEqualTo(original);
        joined++;
      } catch (UpstreamException e) {
        failed++;
      }
    }
    assertThat(joined).as("joined, with %s failures", failed).isGreaterThan(TRIES / 3);
  }

  private static String join(Seam seam, String answer, Random random) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < answer.length()) {
      int next = Math.min(answer.length(), at + 1 + random.nextInt(12));
      text.append(seam.accept(answer.substring(at, next)));
      at = next;
    }
    return text.append(seam.end()).toString();
  }

  private static Habit habit(ContinuationForm form, Random random) {
    Habit habit = Habit.values()[random.nextInt(Habit.values().length)];
    boolean ofModels =
        habit == Habit.REPEATS_WHAT_WAS_ASKED_FOR
            || habit == Habit.REPEATS_SOME_OF_THE_END
            || habit == Habit.INTRODUCES_ITSELF;
    return ofModels && form != ContinuationForm.INSTRUCTION ? Habit.GOES_ON : habit;
  }

  /** What the vendor answers; null: it has nothing to go on with. */
  private static @Nullable String answer(
      Habit habit, ContinuationForm form, String original, int cut, Random random) {
    String written = original.substring(0, cut);
    String seen = form == ContinuationForm.LAST_MESSAGE ? written.stripTrailing() : written;
    String rest = original.substring(seen.length());
    String anchor = Instruction.anchor(written);
    if (written.isBlank()) {
      // There is nothing to go on with: the request is asked once more.
      return original;
    }
    return switch (habit) {
      // A text that says the same twice to begin with is beyond telling.
      case GOES_ON -> original.startsWith(written + written) ? null : rest;
      case REPEATS_ALL -> original;
      case REPEATS_ALL_ON_A_NEW_LINE -> "\n" + original;
      case REPEATS_WHAT_WAS_ASKED_FOR ->
          anchor + original.substring(written.stripTrailing().length());
      case REPEATS_SOME_OF_THE_END -> someOfTheEnd(original, written, random);
      case BEGINS_ANEW -> anew(written.stripTrailing(), random);
      case INTRODUCES_ITSELF ->
          // Of less nobody can tell whether it is the end.
          new Passage(anchor).says(4)
              ? (random.nextBoolean() ? "Sure: " : "> ")
                  + anchor
                  + original.substring(written.stripTrailing().length())
              : null;
    };
  }

  /** From the start of a word on; of less than a word or two nobody can tell whether it is new. */
  private static @Nullable String someOfTheEnd(String original, String written, Random random) {
    int at = Math.max(0, written.length() - 1 - random.nextInt(120));
    while (at > 0 && !Character.isWhitespace(written.charAt(at - 1))) {
      at--;
    }
    return new Passage(written.substring(at)).weight() < 3 ? null : original.substring(at);
  }

  /** Another answer with the same beginning, which is long enough to be one. */
  private static @Nullable String anew(String written, Random random) {
    int same = 0;
    while (same < written.length() && new Passage(written.substring(0, same)).weight() < 30) {
      same++;
    }
    return same == written.length() ? null : written.substring(0, same) + "§" + text(random);
  }

  private static int cut(String text, Random random) {
    int cut = 1 + random.nextInt(text.length() - 1);
    return Character.isLowSurrogate(text.charAt(cut)) ? cut + 1 : cut;
  }

  private static String text(Random random) {
    boolean chinese = random.nextInt(3) == 0;
    StringBuilder text = new StringBuilder(chinese ? "" : "I");
    int words = 5 + random.nextInt(120);
    for (int i = 0; i < words; i++) {
      List<String> from = random.nextInt(5) == 0 ? SIGNS : chinese ? CHINESE : WORDS;
      text.append(chinese ? "" : " ").append(from.get(random.nextInt(from.size())));
    }
    return text.toString();
  }
}
