package dev.caravan.routing;

import dev.caravan.api.ApiException;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request needs of whoever answers it, beside the operation itself. */
public abstract sealed class Needs permits ChatNeeds, EmbeddingNeeds {
  /**
   * The models that can answer, in the same order, each with the deployments that can.
   *
   * @throws ApiException 400 that names the field, if none can
   */
  List<Model> apply(List<Model> models) {
    List<Model> able = new ArrayList<>(models.size());
    ApiException reason = null;
    for (Model model : models) {
      ApiException lack = lack(model);
      if (lack == null) {
        List<Deployment> deployments = new ArrayList<>(model.deployments().size());
        for (Deployment deployment : model.deployments()) {
          ApiException missing = lack(model, deployment);
          if (missing == null) {
            deployments.add(deployment);
          } else if (lack == null) {
            lack = missing;
          }
        }
        if (!deployments.isEmpty()) {
          able.add(
              deployments.size() == model.deployments().size()
                  ? model
                  : model.withDeployments(deployments));
          continue;
        }
      }
      reason = reason == null ? lack : reason;
    }
    if (able.isEmpty() && reason != null) {
      throw reason;
    }
    return able;
  }

  /** What the model lacks wherever it is; null: nothing. */
  abstract @Nullable ApiException lack(Model model);

  /** What this deployment of the model lacks; null: nothing. */
  abstract @Nullable ApiException lack(Model model, Deployment deployment);

  /** The prompt is too long for this model, and for every other candidate. */
  static ApiException tooLong(String param, String what, long tokens, Model model) {
    return ApiException.of(
            400,
            "invalid_request_error",
            "context_length_exceeded",
            what
                + " has about "
                + tokens
                + " tokens, more than the "
                + model.contextWindow()
                + " of "
                + model.name()
                + ", and no other candidate has room for it.")
        .withParam(param);
  }
}
