package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.config.Model;
import dev.caravan.cost.Cost;
import dev.caravan.cost.Price;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes out the models that a request could not pay for. The estimate is the prompt's tokens plus
 * the longest completion that the request allows, or {@value #USUAL_COMPLETION} tokens where it
 * does not say; embeddings have no completion. A model without a price cannot be judged and stays.
 */
final class CostLimit {
  /** Completion tokens assumed of a request that sets no limit. */
  static final int USUAL_COMPLETION = 500;

  private CostLimit() {}

  /**
   * The models within the limit, in the same order.
   *
   * @param promptBound more tokens than this the prompt cannot have; if that is cheap enough,
   *     nobody counts
   * @param limit null: everything is
   * @throws ApiException 400 {@code no_model_within_cost} if none is left
   */
  static List<Model> apply(
      List<Model> models, ObjectNode request, long promptBound, @Nullable BigDecimal limit) {
    if (limit == null) {
      return models;
    }
    long completion = completion(request);
    List<Model> within = new ArrayList<>();
    List<Cost> estimates = new ArrayList<>();
    for (Model model : models) {
      Price price = model.price();
      if (price == null
          || cost(price, promptBound, model, completion).amount().compareTo(limit) <= 0) {
        within.add(model);
        continue;
      }
      long prompt = TokenCounter.forModel(model.name()).countPrompt(request);
      Cost estimate = cost(price, prompt, model, completion);
      if (estimate.amount().compareTo(limit) <= 0) {
        within.add(model);
      } else {
        estimates.add(estimate);
      }
    }
    if (within.isEmpty()) {
      Cost cheapest = estimates.stream().min(Comparator.comparing(Cost::amount)).orElseThrow();
      throw ApiException.of(
          400,
          "invalid_request_error",
          "no_model_within_cost",
          "No model answers this within "
              + limit.toPlainString()
              + "; the cheapest estimate is "
              + cheapest.amount().toPlainString()
              + " "
              + cheapest.currency()
              + ".");
    }
    return within;
  }

  private static Cost cost(Price price, long prompt, Model model, long completion) {
    return Cost.of(Usage.estimated(prompt, Math.min(completion, model.maxOutput())), price);
  }

  /** The longest completion that the request allows, whatever the model. */
  private static long completion(ObjectNode request) {
    if (!request.has("messages")) {
      return 0;
    }
    long asked = request.path("max_completion_tokens").asLong(0);
    if (asked <= 0) {
      asked = request.path("max_tokens").asLong(0);
    }
    return asked > 0 ? asked : USUAL_COMPLETION;
  }
}
