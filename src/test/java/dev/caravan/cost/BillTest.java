package dev.caravan.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cost.Charge.Purpose;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What attempts in several currencies come to together. */
class BillTest {
  private static final ExchangeRates RATES =
      new ExchangeRates(
          "USD", Map.of("CNY", new BigDecimal("0.14"), "EUR", new BigDecimal("1.25")));

  private static Charge charge(Purpose purpose, @Nullable Cost cost) {
    return new Charge("m@p", "m", "p", Usage.NONE, cost, purpose);
  }

  private static Cost cost(String amount, String currency) {
    return new Cost(new BigDecimal(amount), currency);
  }

  private static Bill bill(Charge... charges) {
    Bill bill = new Bill();
    bill.exchangesBy(RATES);
    for (Charge charge : charges) {
      bill.add(charge);
    }
    return bill;
  }

  @Test
  void nothingBoughtHasNoSum() {
    assertThat(bill().total()).isNull();
    assertThat(bill(charge(Purpose.ANSWER, null)).total()).isNull();
  }

  @Test
  void isToldInTheCurrencyOfTheAnswer() {
    Bill bill =
        bill(
            charge(Purpose.ESCALATED, cost("0.5", "CNY")),
            charge(Purpose.ANSWER, cost("0.1", "USD")),
            charge(Purpose.HEDGE, cost("0.2", "EUR")));

    assertThat(bill.total()).isEqualTo(cost("0.42", "USD"));
    assertThat(bill.in("EUR").amount()).isEqualByComparingTo("0.336");
    assertThat(bill.charges()).extracting(Charge::cost).contains(cost("0.5", "CNY"));
  }

  @Test
  void isToldInTheCurrencyOfTheLastAttemptWhereNobodyAnswered() {
    Bill bill =
        bill(
            charge(Purpose.LOST, cost("0.1", "USD")),
            charge(Purpose.LOST, cost("0.5", "CNY")),
            charge(Purpose.LOST, null));

    // 0.1 / 0.14 does not come out even.
    assertThat(bill.total()).isEqualTo(cost("1.214285714286", "CNY"));
  }

  @Test
  void ofAPartHasTheSumsOfTheWholeAndChargesOfItsOwn() {
    Bill part = bill(charge(Purpose.ESCALATED, cost("0.5", "CNY"))).ofPart();
    part.add(charge(Purpose.ANSWER, cost("0.1", "USD")));

    assertThat(part.total()).isEqualTo(cost("0.17", "USD"));
    assertThat(part.charges()).hasSize(1);
  }

  @Test
  void currencyWithoutARateIsLeftOut() {
    Bill bill =
        bill(
            charge(Purpose.ESCALATED, cost("0.5", "XXX")),
            charge(Purpose.ANSWER, cost("0.1", "USD")));

    assertThat(bill.total()).isEqualTo(cost("0.1", "USD"));
  }
}
