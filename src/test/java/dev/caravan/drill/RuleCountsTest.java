package dev.caravan.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cost.Price;
import dev.caravan.drill.Billing.Seller;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class RuleCountsTest {
  private static final String FIRST = "\"deployment\":\"m@a\",\"model\":\"m\",\"result\":";
  private static final String SAME_MODEL = "\"deployment\":\"m@b\",\"model\":\"m\",\"result\":";
  private static final String OTHER_MODEL = "\"deployment\":\"n@c\",\"model\":\"n\",\"result\":";

  private final RuleCounts counts = new RuleCounts();

  private void call(String... tries) {
    try {
      counts.add(new ObjectMapper().readTree("[{" + String.join("},{", tries) + "}]"));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyTryThatDidNotAnswerIsARuleThatActed() {
    call(
        FIRST + "\"rate_limit\",\"then\":\"other_key\"",
        FIRST + "\"server\",\"then\":\"retry\"",
        FIRST + "\"server\",\"then\":\"next\"",
        SAME_MODEL + "\"timeout\",\"then\":\"next\"",
        OTHER_MODEL + "\"answered\"");
    call(FIRST + "\"circuit_open\"", SAME_MODEL + "\"server\"", OTHER_MODEL + "\"answered\"");
    call(FIRST + "\"circuit_open\"", SAME_MODEL + "\"deadline\"");
    call(FIRST + "\"outrun\"", SAME_MODEL + "\"answered\"");
    call(FIRST + "\"pool_full\"");

    assertThat(counts.sorted())
        .containsExactly(
            entry("breaker refused, next asked", 2L),
            entry("gave up after deadline", 1L),
            entry("hedge: the slower one cut", 1L),
            entry("next deployment after server", 1L),
            entry("next model after server", 1L),
            entry("next model after timeout", 1L),
            entry("other key after rate limit", 1L),
            entry("provider's pool full, nobody left", 1L),
            entry("same deployment again after server", 1L));
  }

  @Test
  void billsAreExactAndSayWhatIsInNoAnswer() {
    Billing sold = new Billing();
    sold.add(new Seller("a", "m"), 100, 50);
    sold.add(new Seller("a", "m"), 100, 50);
    sold.add(new Seller("b", "unpriced"), 10, 1);
    Billing given = new Billing();
    given.add(new Seller("a", "m"), 100, 50);
    Price price = new Price("USD", new BigDecimal("0.1"), null, null, new BigDecimal("0.3"));

    Billing.Bill all = sold.at(seller -> seller.provider().equals("a") ? price : null);
    Billing.Bill extra = all.minus(given.at(seller -> price));

    assertThat(all.tokens()).isEqualTo(311);
    assertThat(all.money()).containsOnlyKeys("USD");
    assertThat(all.money().get("USD")).isEqualByComparingTo("0.00005");
    assertThat(extra.tokens()).isEqualTo(161);
    assertThat(extra.money().get("USD")).isEqualByComparingTo("0.000025");
  }
}
