package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.ScoringSettings;
import dev.caravan.config.ScoringSettings.Blend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The terms of a score as docs/configuration.md tells them. */
class ScoreFormulaTest {
  @ParameterizedTest
  @CsvSource({"0, 1, 0.1", "0.5, 1, 0.55", "1, 1, 1", "1, 0.7, 0.7", "0, 0.7, 0.07"})
  void matchIsWhatFitsTimesTheLanguage(double fit, double language, double match) {
    assertThat(ScoreFormula.match(fit, language)).isCloseTo(match, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 4, 0.5",
    "1, 100, 0.1",
    "0, 0, 1",
    "0, 5, 0.001",
    "1, 0.5, 1",
    "1e-9, 1, 0.001"
  })
  void costIsTheRootOfHowManyTimesCheaperTheCheapestIs(double cheapest, double own, double term) {
    assertThat(ScoreFormula.cost(cheapest, own)).isCloseTo(term, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "5, 0.5", "15, 0.25", "0.5, 0.909", "1e9, 0.001"})
  void speedIsHalfForTheUsualTimeAndForTheUnknown(double seconds, double term) {
    assertThat(ScoreFormula.speed(seconds, 5)).isCloseTo(term, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({
    // weight, fit, depth, difficulty
    "1, 0, 0, 0, 1", // nothing is asked of an easy prompt's model but its weight
    "0.5, 1, 1, 1, 0.5",
    "1, 1, 0, 1, 0.3",
    "1, 0, 1, 1, 0.7",
    "1, 1, 0, 0.5, 0.65",
    "0, 1, 1, 0, 0.001"
  })
  void qualityIsWeightLessWhatAHardPromptMisses(
      double weight, double fit, double depth, double difficulty, double term) {
    assertThat(ScoreFormula.quality(weight, fit, depth, difficulty)).isCloseTo(term, within(1e-12));
  }

  @Test
  void aPriorityIsItsTermAlone() {
    assertThat(term(Priority.COST, 0.5, ScoringSettings.DEFAULT)).isEqualTo(0.1);
    assertThat(term(Priority.SPEED, 0.5, ScoringSettings.DEFAULT)).isEqualTo(0.2);
    assertThat(term(Priority.QUALITY, 0.5, ScoringSettings.DEFAULT)).isEqualTo(0.9);
  }

  private static double term(Priority priority, double difficulty, ScoringSettings settings) {
    return ScoreFormula.priority(priority, 0.1, 0.2, 0.9, difficulty, settings);
  }

  @Test
  void balancedGoesFromTheBlendOfEasyPromptsToThatOfHardOnes() {
    ScoringSettings settings = blends(new Blend(1, 0, 0), new Blend(0, 0, 4));

    assertThat(term(Priority.BALANCED, 0, settings)).isCloseTo(0.1, within(1e-12));
    assertThat(term(Priority.BALANCED, 1, settings)).isCloseTo(0.9, within(1e-12));
    assertThat(term(Priority.BALANCED, 0.5, settings)).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void sharesCountByTheirProportion() {
    assertThat(term(Priority.BALANCED, 0, blends(new Blend(7, 1, 2), new Blend(1, 1, 1))))
        .isCloseTo(term(Priority.BALANCED, 0, ScoringSettings.DEFAULT), within(1e-12));
  }

  private static ScoringSettings blends(Blend easy, Blend hard) {
    ScoringSettings usual = ScoringSettings.DEFAULT;
    return new ScoringSettings(easy, hard, usual.usualTime(), usual.nearEqual(), usual.sticky());
  }
}
