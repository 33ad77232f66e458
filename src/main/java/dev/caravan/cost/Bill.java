package dev.caravan.cost;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the attempts of one call were charged, in however many currencies. Used by one thread. */
public final class Bill {
  private final List<Charge> charges;
  private final int earlier;
  private ExchangeRates rates;

  /** Nothing yet. */
  public Bill() {
    this(new ArrayList<>(1), ExchangeRates.DEFAULT);
  }

  private Bill(List<Charge> charges, ExchangeRates rates) {
    this.charges = charges;
    this.earlier = charges.size();
    this.rates = rates;
  }

  /** That of a part of the call: its sums hold what was charged before, its charges do not. */
  public Bill ofPart() {
    return new Bill(new ArrayList<>(charges), rates);
  }

  /** What sums over several currencies are told by. */
  public void exchangesBy(ExchangeRates ofGateway) {
    rates = ofGateway;
  }

  public void add(Charge charge) {
    charges.add(charge);
  }

  /**
   * Says otherwise what came of attempts.
   *
   * @param deployment whose; null: all
   */
  public void recharge(Charge.Purpose from, Charge.Purpose to, @Nullable String deployment) {
    charges.replaceAll(
        charge ->
            charge.purpose() == from
                    && (deployment == null || charge.deployment().equals(deployment))
                ? charge.as(to)
                : charge);
  }

  /** What each attempt cost that cost something, in the order of their ends. */
  public List<Charge> charges() {
    return Collections.unmodifiableList(charges.subList(earlier, charges.size()));
  }

  /**
   * What all attempts cost together, in the currency of the one that answered, or without an answer
   * in that of the last; null: unpriced, or nothing was bought.
   */
  public @Nullable Cost total() {
    String currency = currency();
    return currency == null ? null : in(currency);
  }

  private @Nullable String currency() {
    String last = null;
    for (int i = charges.size() - 1; i >= 0; i--) {
      Charge charge = charges.get(i);
      Cost cost = charge.cost();
      if (cost != null && charge.purpose() == Charge.Purpose.ANSWER) {
        return cost.currency();
      }
      last = last == null && cost != null ? cost.currency() : last;
    }
    return last;
  }

  /** What all attempts cost together, exact but for what the rates do not divide evenly. */
  public Cost in(String currency) {
    Cost sum = new Cost(BigDecimal.ZERO, currency);
    Cost foreign = new Cost(BigDecimal.ZERO, rates.base());
    for (Charge charge : charges) {
      Cost cost = charge.cost();
      if (cost == null) {
        continue;
      }
      if (cost.currency().equals(currency)) {
        sum = sum.plus(cost);
      } else {
        Cost inBase = rates.inBase(cost);
        foreign = inBase == null ? foreign : foreign.plus(inBase);
      }
    }
    Cost converted = foreign.amount().signum() == 0 ? null : rates.fromBase(foreign, currency);
    return converted == null ? sum : sum.plus(converted);
  }
}
