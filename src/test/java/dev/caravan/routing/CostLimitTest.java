package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Model;
import dev.caravan.cost.Cost;
import dev.caravan.cost.ExchangeRates;
import dev.caravan.testing.Configurations;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call may come to, and who stays within a limit. */
class CostLimitTest {
  private static final Map<String, Model> MODELS =
      Configurations.of(
              """
              providers: {p: {dialect: openai, base-url: "http://p"}}
              models:
                dollar: {price: {currency: USD, input: 1, output: 1}, max-output: 1000, deployments: [{provider: p}]}
                yuan: {price: {currency: CNY, input: 2, output: 2}, max-output: 1000, deployments: [{provider: p}]}
                unpriced: {deployments: [{provider: p}]}
              """,
              "")
          .catalogue()
          .models();

  private final ObjectNode body = Asked.body("x".repeat(400));

  private CostLimit limit(@Nullable String limit) {
    return new CostLimit(body, 1_000, limit == null ? null : new BigDecimal(limit));
  }

  private List<Model> all() {
    return List.copyOf(MODELS.values());
  }

  @ParameterizedTest
  @CsvSource({
    "{}, 0, 600",
    "{}, 300, 600",
    "{}, 700, 800",
    "{}, 9000, 1100",
    "'{\"max_tokens\":50}', 700, 150",
    "'{\"max_completion_tokens\":50,\"max_tokens\":900}', 700, 150",
    "'{\"max_tokens\":5000}', 0, 1100",
    "'{\"max_tokens\":50,\"n\":3}', 0, 250",
    "'{\"n\":-3}', 0, 600",
    "'{\"max_tokens\":-3,\"n\":\"x\"}', 0, 600"
  })
  void theMostIsTheLongestCompletionAskedForOrExpected(
      String fields, double expected, int millionths) throws Exception {
    body.setAll((ObjectNode) new ObjectMapper().readTree(fields));

    assertThat(limit("1").atMost(MODELS.get("dollar"), 100, expected))
        .isEqualTo(
            new Cost(new BigDecimal(millionths).movePointLeft(6).stripTrailingZeros(), "USD"));
  }

  @Test
  void anAnswerIsExpectedWithinWhatIsAllowed() {
    Model model = MODELS.get("dollar");
    assertThat(limit(null).expectedCompletion(model, 700)).isEqualTo(700);
    assertThat(limit(null).expectedCompletion(model, 9_000)).isEqualTo(1_000);
    body.put("max_tokens", 50);
    assertThat(limit(null).expectedCompletion(model, 700)).isEqualTo(50);
    body.put("n", 3);
    assertThat(limit(null).expectedCompletion(model, 20)).isEqualTo(60);
  }

  @Test
  void embeddingsHaveNoCompletion() {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("input", "x");
    CostLimit limit = new CostLimit(request, 100, BigDecimal.ONE);

    assertThat(limit.atMost(MODELS.get("dollar"), 100, 700).amount())
        .isEqualByComparingTo("0.0001");
  }

  @Test
  void theLimitIsANumberInEachModelsCurrency() {
    assertThat(limit("0.001").apply(all(), null, ExchangeRates.DEFAULT))
        .extracting(Model::name)
        .containsExactly("dollar", "unpriced");
    assertThat(limit(null).apply(all(), null, ExchangeRates.DEFAULT)).hasSize(3);
  }

  @Test
  void nobodyCountsWhatTheLengthOfTheBodyAlreadyAllows() {
    // 1,000 bytes are 1,000 tokens at most, and 400 times the same letter are far fewer.
    assertThat(limit("0.0015").excess(MODELS.get("dollar"), 0)).isNull();
    assertThat(limit("0.0014").excess(MODELS.get("dollar"), 0)).isNull();
    assertThat(limit("0.0005").excess(MODELS.get("dollar"), 0)).isNotNull();
  }

  @Test
  void anEstimateOfThePromptDecidesOnlyWhereItIsClear() {
    CostLimit limit = limit("0.0007");

    assertThat(limit.excess(MODELS.get("dollar"), 0, 150)).isNull();
    assertThat(limit.excess(MODELS.get("dollar"), 0, 300)).as("counted: about 60").isNull();
    assertThat(limit.excess(MODELS.get("dollar"), 0, 3_000)).as("clear").isNotNull();
  }

  @Test
  void theCheapestIsTheCheapestInOneCurrency() {
    List<Model> priced = List.of(MODELS.get("dollar"), MODELS.get("yuan"));

    assertThatThrownBy(() -> limit("0").apply(priced, null, ExchangeRates.DEFAULT))
        .hasMessageMatching(
            "No model answers this within 0; the cheapest estimate is 0.00\\d+ CNY.");
    assertThatThrownBy(
            () ->
                limit("0")
                    .apply(
                        priced, null, new ExchangeRates("USD", Map.of("CNY", new BigDecimal("7")))))
        .hasMessageEndingWith(" USD.");
  }

  @Test
  void aBudgetIsComparedByRates() {
    Cost left = new Cost(new BigDecimal("1"), "USD");

    assertThat(over("7", "CNY", left)).isFalse();
    assertThat(over("8", "CNY", left)).isTrue();
    assertThat(over("1", "USD", left)).isFalse();
    assertThat(over("1.01", "USD", left)).isTrue();
    assertThat(over("0.01", "EUR", left)).as("no rate").isTrue();
    assertThat(CostLimit.isOver(null, left, ExchangeRates.DEFAULT)).isFalse();
    assertThat(CostLimit.isOver(null, new Cost(BigDecimal.ZERO, "USD"), ExchangeRates.DEFAULT))
        .isTrue();
  }

  private static boolean over(String amount, String currency, Cost left) {
    return CostLimit.isOver(
        new Cost(new BigDecimal(amount), currency), left, ExchangeRates.DEFAULT);
  }
}
