package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {
  private static final int KEYS = 20_000;

  private static List<String> firsts(String shares) {
    Shares parsed = Shares.parseWhole(shares);
    List<String> firsts = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      firsts.add(parsed.order("user-" + key).getFirst());
    }
    return firsts;
  }

  private static double percent(List<String> models, String model) {
    return 100.0 * models.stream().filter(model::equals).count() / models.size();
  }

  @Test
  void readsNamesWithColonsAndFractions() {
    Shares shares = Shares.parseWhole(" llama3.2:3b: 99.5 ,strong:0.5");

    assertThat(shares.percent()).hasToString("{llama3.2:3b=99.5, strong=0.5}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a                 | is no share",
        "\"\"              | is no share",
        "a: 50,            | is no share",
        ": 100             | is no share",
        "a: 90%, b: 10     | is no percentage for a",
        "a: -1, b: 101     | is no percentage for a",
        "a: many           | is no percentage for a",
        "a: 50, a: 50      | a stands twice",
        "a: 60, b: 60      | come to 120, more than 100",
      })
  void refusesWhatIsNone(String shares, String reason) {
    assertThatThrownBy(() -> Shares.parse(shares))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("expected: model-a: 90, model-b: 10");
  }

  @Test
  void splitHasNoRestAndAShadowMay() {
    assertThat(Shares.parse("a: 5").at(4.99)).isEqualTo("a");
    assertThatThrownBy(() -> Shares.parseWhole("a: 90, b: 9.5"))
        .hasMessageContaining("come to 99.5, not 100");
  }

  @Test
  void eachModelComesFirstByItsShare() {
    List<String> firsts = firsts("a: 70, b: 20, c: 10");

    assertThat(percent(firsts, "a")).isCloseTo(70, within(1.5));
    assertThat(percent(firsts, "b")).isCloseTo(20, within(1.5));
    assertThat(percent(firsts, "c")).isCloseTo(10, within(1.5));
  }

  @Test
  void keyStaysWhereItIs() {
    assertThat(firsts("a: 50, b: 50")).isEqualTo(firsts("a: 50, b: 50"));
  }

  @Test
  void largerShareTakesKeysAndGivesNoneBack() {
    List<String> before = firsts("stable: 90, canary: 10");
    List<String> after = firsts("stable: 80, canary: 20");

    for (int key = 0; key < KEYS; key++) {
      if (before.get(key).equals("canary")) {
        assertThat(after.get(key)).isEqualTo("canary");
      }
    }
    assertThat(percent(after, "canary")).isCloseTo(20, within(1.5));
  }

  @Test
  void keysOfAMissingModelGoToTheOthersByTheirShares() {
    Shares shares = Shares.parseWhole("a: 50, b: 30, c: 20");
    List<String> seconds = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      List<String> order = shares.order("user-" + key);
      if (order.getFirst().equals("a")) {
        seconds.add(order.get(1));
      }
    }

    assertThat(percent(seconds, "b")).isCloseTo(60, within(2.0));
  }

  @Test
  void modelWithoutAShareIsNotAmongThem() {
    assertThat(Shares.parseWhole("a: 100, b: 0").order("anybody")).containsExactly("a");
  }

  @Test
  void pointsOfTheScaleBelongToTheModelsInTheirOrder() {
    Shares shares = Shares.parse("a: 5, b: 10");
    SplittableRandom random = new SplittableRandom(7);
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      drawn.add(String.valueOf(shares.at(random.nextDouble(100))));
    }

    assertThat(percent(drawn, "a")).isCloseTo(5, within(1.0));
    assertThat(percent(drawn, "b")).isCloseTo(10, within(1.0));
    assertThat(percent(drawn, "null")).isCloseTo(85, within(1.0));
  }
}
