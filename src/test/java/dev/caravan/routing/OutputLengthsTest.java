package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OutputLengthsTest {
  private final OutputLengths lengths = new OutputLengths();

  private void learn(String task, String model, long tokens, int times) {
    for (int i = 0; i < times; i++) {
      lengths.learn(task, model, tokens);
    }
  }

  @Test
  void nobodyKnowsBetterThanWhatIsUsual() {
    assertThat(lengths.expected("coding", "m", 600)).isEqualTo(600);
  }

  @Test
  void whatIsUsualCountsAsFiveAnswers() {
    learn("coding", "m", 100, 5);

    // The task's mean over the usual length, and the model's own over that.
    assertThat(lengths.expected("coding", "other", 600)).isCloseTo(350, within(1e-9));
    assertThat(lengths.expected("coding", "m", 600)).isCloseTo(225, within(1e-9));
  }

  @Test
  void manyAnswersOutweighIt() {
    learn("coding", "m", 100, 200);

    assertThat(lengths.expected("coding", "m", 600)).isBetween(100.0, 110.0);
  }

  @Test
  void aMeanMovesWithTheLatestAnswers() {
    learn("coding", "m", 1_000, 1_000);
    learn("coding", "m", 100, 150);

    assertThat(lengths.expected("coding", "m", 600)).isLessThan(200);
  }

  @Test
  void tasksAndModelsAreApart() {
    learn("coding", "a", 1_000, 50);
    learn("coding", "b", 10, 50);

    assertThat(lengths.expected("coding", "a", 600)).isGreaterThan(900);
    assertThat(lengths.expected("coding", "b", 600)).isLessThan(80);
    assertThat(lengths.expected("translation", "a", 300)).isEqualTo(300);
  }

  @Test
  void anAnswerOfNoTokensTellsNothing() {
    learn("coding", "m", 0, 50);

    assertThat(lengths.expected("coding", "m", 600)).isEqualTo(600);
  }

  @Test
  void pairsAreBoundedAndOnesOfForgottenModelsMakeRoom() {
    for (int i = 0; i < OutputLengths.MOST; i++) {
      lengths.learn("coding", "m" + i, 100);
    }
    learn("translation", "late", 5, 100);
    double known = lengths.expected("translation", "nobody", 300);
    assertThat(lengths.expected("translation", "late", 300)).isEqualTo(known);

    lengths.retain(Set.of("late"));
    learn("translation", "late", 5, 100);
    assertThat(lengths.expected("translation", "late", 300)).isLessThan(known);
  }
}
