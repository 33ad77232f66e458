package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Model;
import dev.caravan.cost.Cost;
import dev.caravan.cost.ExchangeRates;
import dev.caravan.cost.Price;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes out the models that a request could not pay for. What counts is the most that a call may
 * come to, not what it is expected to: the prompt's tokens plus the longest completion that the
 * request allows, or, where it does not say, {@value #USUAL_COMPLETION} tokens, or what is expected
 * if that is more; embeddings have no completion. A model without a price cannot be judged: where
 * the client names it, it stays. The limit is a number in the currency of the model's price.
 */
final class CostLimit {
  /** Completion tokens assumed of a request that sets no limit. */
  static final int USUAL_COMPLETION = 500;

  private static final int MOST_CHOICES = 128;

  private final ObjectNode request;
  private final long promptBound;
  private final @Nullable BigDecimal limit;
  private final long asked;
  private final int choices;
  private final boolean chat;
  private @Nullable TokenCounter counter;
  private long counted;

  /**
   * The limit of one request.
   *
   * @param promptBound more tokens than this the prompt cannot have; if that is cheap enough,
   *     nobody counts
   * @param limit null: there is none
   */
  CostLimit(ObjectNode request, long promptBound, @Nullable BigDecimal limit) {
    this.request = request;
    this.promptBound = promptBound;
    this.limit = limit;
    this.chat = request.has("messages");
    long most = request.path("max_completion_tokens").asLong(0);
    this.asked = most > 0 ? most : Math.max(0, request.path("max_tokens").asLong(0));
    this.choices = Math.clamp(request.path("n").asInt(1), 1, MOST_CHOICES);
  }

  boolean isSet() {
    return limit != null;
  }

  /** The request's own limit, else the configured one. */
  static CostLimit of(Chooser.Request request, GatewaySettings.Routing routing) {
    BigDecimal own = request.options().maxCost();
    return new CostLimit(
        request.body(), request.bytes(), own != null ? own : routing.maxCostPerCall());
  }

  /** What is left of it once this is paid. */
  CostLimit after(Cost paid) {
    return new CostLimit(
        request, promptBound, limit == null ? null : limit.subtract(paid.amount()));
  }

  /** Completion tokens of all choices, as expected within what the request and the model allow. */
  double expectedCompletion(Model model, double expected) {
    double one = asked > 0 ? Math.min((double) asked, expected) : expected;
    return choices * Math.min(one, model.maxOutput());
  }

  /** The most that a call may come to; null: the model is unpriced. */
  @Nullable Cost atMost(Model model, long prompt, double expected) {
    Price price = model.price();
    return price == null
        ? null
        : Cost.of(Usage.estimated(prompt, mostCompletion(model, expected)), price);
  }

  private long mostCompletion(Model model, double expected) {
    if (!chat) {
      return 0;
    }
    long one = asked > 0 ? asked : Math.max(USUAL_COMPLETION, Math.round(expected));
    return choices * Math.min(one, model.maxOutput());
  }

  /**
   * What the call may come to if that is above the limit; null: it is within.
   *
   * @param expected tokens of a completion
   */
  @Nullable Cost excess(Model model, double expected) {
    if (limit == null) {
      return null;
    }
    Cost bound = atMost(model, promptBound, expected);
    if (bound == null || isWithin(bound)) {
      return null;
    }
    return counted(model, expected);
  }

  /**
   * The same by an estimate of the prompt, where that is clear enough: nobody counts unless it is
   * near the limit.
   *
   * @param prompt estimated tokens
   */
  @Nullable Cost excess(Model model, double expected, long prompt) {
    Cost estimate = limit == null ? null : atMost(model, prompt, expected);
    if (estimate == null || isWithin(estimate)) {
      return null;
    }
    Cost least = atMost(model, prompt / 2, expected);
    return least != null && !isWithin(least) ? estimate : counted(model, expected);
  }

  private @Nullable Cost counted(Model model, double expected) {
    TokenCounter own = TokenCounter.forModel(model.name());
    if (counter != own) {
      counter = own;
      counted = own.countPrompt(request);
    }
    Cost exact = atMost(model, counted, expected);
    return exact == null || isWithin(exact) ? null : exact;
  }

  private boolean isWithin(Cost cost) {
    return limit == null || cost.amount().compareTo(limit) <= 0;
  }

  /** Why a model is left out, in words. */
  String words(Cost excess) {
    return "may cost "
        + shown(excess)
        + ", over the limit of "
        + (limit == null ? "" : limit.toPlainString());
  }

  /**
   * The models within the limit and the budget, in the same order.
   *
   * @param budget what may still be spent; null: no limit
   * @throws ApiException 400 {@code no_model_within_cost} or 429 {@code budget_exceeded} if none is
   *     left
   */
  List<Model> apply(List<Model> models, @Nullable Cost budget, ExchangeRates rates) {
    if (limit == null && budget == null) {
      return models;
    }
    List<Model> within = new ArrayList<>(models.size());
    List<Cost> excesses = new ArrayList<>(0);
    boolean poor = false;
    for (Model model : models) {
      Cost excess = excess(model, 0);
      if (excess != null) {
        excesses.add(excess);
      } else if (budget != null && isOver(atMost(model, promptBound, 0), budget, rates)) {
        poor = true;
      } else {
        within.add(model);
      }
    }
    if (within.isEmpty()) {
      throw poor ? Permission.budgetSpent() : none(excesses, rates);
    }
    return within;
  }

  /**
   * Whether a cost is more than what is left; an unpriced model needs some budget, but none in
   * particular.
   */
  static boolean isOver(@Nullable Cost cost, Cost left, ExchangeRates rates) {
    if (cost == null) {
      return left.amount().signum() <= 0;
    }
    if (cost.currency().equals(left.currency())) {
      return cost.amount().compareTo(left.amount()) > 0;
    }
    Cost one = rates.inBase(cost);
    Cost other = rates.inBase(left);
    return one == null || other == null || one.amount().compareTo(other.amount()) > 0;
  }

  /** The error for a request that no model answers within its limit. */
  ApiException none(List<Cost> estimates, ExchangeRates rates) {
    Cost cheapest = estimates.getFirst();
    for (Cost estimate : estimates) {
      if (isCheaper(estimate, cheapest, rates)) {
        cheapest = estimate;
      }
    }
    return ApiException.of(
        400,
        "invalid_request_error",
        "no_model_within_cost",
        "No model answers this within "
            + (limit == null ? "" : limit.toPlainString())
            + "; the cheapest estimate is "
            + shown(cheapest)
            + ".");
  }

  private static boolean isCheaper(Cost one, Cost other, ExchangeRates rates) {
    Cost left = rates.inBase(one);
    Cost right = rates.inBase(other);
    return left != null && right != null && left.amount().compareTo(right.amount()) < 0;
  }

  static String shown(Cost cost) {
    return cost.amount().toPlainString() + " " + cost.currency();
  }
}
