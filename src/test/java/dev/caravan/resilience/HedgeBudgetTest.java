package dev.caravan.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HedgeBudgetTest {
  private final HedgeBudget budget = new HedgeBudget();

  @Test
  void noMoreThanTheShareOfAllCallsAskASecond() {
    int asked = 0;
    for (int i = 0; i < 10_000; i++) {
      budget.payIn(5);
      asked += budget.take() ? 1 : 0;
    }
    assertThat(asked).isEqualTo(500);
  }

  @Test
  void quietHourDoesNotPayForAStorm() {
    for (int i = 0; i < 100_000; i++) {
      budget.payIn(5);
    }
    int asked = 0;
    while (budget.take()) {
      asked++;
    }
    assertThat(asked).isEqualTo(10);
  }

  @Test
  void nothingIsAskedOnCredit() {
    budget.payIn(5);
    assertThat(budget.take()).isFalse();
  }
}
