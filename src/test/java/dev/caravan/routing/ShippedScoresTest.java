package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Configuration;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.testing.Configurations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the shipped scores choose among all models of the shipped catalogue. */
class ShippedScoresTest {
  private static final Configuration SHIPPED = Configurations.shippedWithAllVendors();

  private final Chooser chooser =
      new Chooser(SHIPPED, new NothingKnown(), Experience.none(), new Random(7));

  /** Everybody who is asked first in so many draws. */
  private Set<String> firsts(
      String task, double difficulty, String language, long tokens, ObjectNode body) {
    Set<String> firsts = new LinkedHashSet<>();
    for (int i = 0; i < 200; i++) {
      firsts.add(
          decide(task, difficulty, language, tokens, body, Priority.BALANCED).first().name());
    }
    return firsts;
  }

  private Decision decide(
      String task,
      double difficulty,
      String language,
      long tokens,
      ObjectNode body,
      Priority priority) {
    return chooser.scored(
        "scored",
        Asked.signals(task, difficulty, language, tokens),
        List.of(),
        priority,
        "auto",
        Asked.request(body));
  }

  private static double blended(Model model) {
    var price = model.price();
    double rate = price.currency().equals("CNY") ? 0.14 : 1;
    return rate * (price.input().doubleValue() + 4 * price.output().doubleValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void anEasyQuestionGoesToOneOfTheCheapest(String language) {
    Set<String> firsts = firsts("simple_qa", 0.1, language, 20, Asked.body("Capital of Peru?"));

    assertThat(firsts)
        .allSatisfy(
            name -> {
              Model model = SHIPPED.catalogue().find(name);
              assertThat(model.strengths()).contains("simple_chat");
              assertThat(blended(model)).isLessThan(1);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void anEasyQuestionAboutCodeGoesToTheCheapestThatIsGoodAtIt(String language) {
    Set<String> firsts = firsts("coding", 0.2, language, 30, Asked.body("list comprehension?"));
    double cheapest =
        SHIPPED.catalogue().models().values().stream()
            .filter(m -> m.strengths().contains("coding") && m.price() != null)
            .mapToDouble(ShippedScoresTest::blended)
            .min()
            .orElseThrow();

    assertThat(firsts)
        .allSatisfy(
            name -> assertThat(blended(SHIPPED.catalogue().find(name))).isEqualTo(cheapest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void aHardTaskOfCodeGoesToAStrongCodingModel(String language) {
    Set<String> firsts = firsts("coding", 0.65, language, 40, Asked.body("Redis pool"));

    assertThat(firsts)
        .allSatisfy(
            name -> {
              Model model = SHIPPED.catalogue().find(name);
              assertThat(model.strengths()).contains("coding", "complex_reasoning");
              assertThat(model.weight()).isGreaterThanOrEqualTo(100);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void anImageGoesToAModelThatUnderstandsImages(String language) {
    Set<String> firsts = firsts("multimodal", 0.3, language, 800, Asked.image("What is this?"));

    assertThat(firsts)
        .allSatisfy(
            name -> {
              Model model = SHIPPED.catalogue().find(name);
              assertThat(model.capabilities()).contains("vision");
              assertThat(model.strengths()).contains("image_understanding");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void aLongPromptGoesToALongContextModel(String language) {
    Set<String> firsts =
        firsts("long_context", 0.4, language, 9_000, Asked.body("word ".repeat(9_000)));

    assertThat(firsts)
        .allSatisfy(
            name ->
                assertThat(SHIPPED.catalogue().find(name).strengths()).contains("long_context"));
  }

  @Test
  void qualityGoesToTheGreatestWeight() {
    Decision decision =
        decide("coding", 0.9, "en", 40, Asked.body("Write a database"), Priority.QUALITY);

    assertThat(decision.first().weight()).isEqualTo(100);
    assertThat(decision.first().strengths()).contains("coding", "complex_reasoning");
  }
}
