package dev.caravan.routing;

import dev.caravan.access.Tenant;
import dev.caravan.api.ApiException;

/** What a client is told that asks for more than its key allows. */
public final class Permission {
  private Permission() {}

  /**
   * Lets a model pass that the tenant may use.
   *
   * @param model catalogue name
   * @throws ApiException 403 {@code model_not_allowed}
   */
  public static void check(Tenant tenant, String model) {
    if (!tenant.mayUse(model)) {
      throw ApiException.of(
              403,
              "permission_error",
              "model_not_allowed",
              "This key may not use the model "
                  + model
                  + " (expected: one that it may; GET /v1/models lists them).")
          .withParam("model");
    }
  }

  /** No model is left that the tenant may use. */
  static ApiException none() {
    return ApiException.of(
            403,
            "permission_error",
            "model_not_allowed",
            "This key may use no model that could answer this.")
        .withParam("model");
  }

  /** What the tenant may still spend is less than any model is expected to cost. */
  static ApiException budgetSpent() {
    return ApiException.of(
            429,
            "insufficient_quota",
            "budget_exceeded",
            "The budget of this key does not cover what any model is expected to cost.")
        .withoutRetry();
  }
}
