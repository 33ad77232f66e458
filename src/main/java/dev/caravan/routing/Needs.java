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
   * Whether a model can answer.
   *
   * @param model with the deployments that can; without any of them, as it was
   * @param lack why it cannot; null: it can
   */
  record Able(Model model, @Nullable ApiException lack) {}

  /**
   * The models that can answer, in the same order, each with the deployments that can.
   *
   * @throws ApiException 400 that names the field, if none can
   */
  List<Model> apply(List<Model> models) {
    List<Model> able = new ArrayList<>(models.size());
    ApiException reason = null;
    for (Model model : models) {
      Able judged = able(model, 0);
      if (judged.lack() == null) {
        able.add(judged.model());
      } else if (reason == null) {
        reason = judged.lack();
      }
    }
    if (able.isEmpty() && reason != null) {
      throw reason;
    }
    return able;
  }

  /**
   * Whether the model can answer, and at which of its deployments.
   *
   * @param tokens an estimate of the prompt's, by which it is clear that most models have room for
   *     it; 0: there is none
   */
  Able able(Model model, long tokens) {
    ApiException lack = lack(model, tokens);
    if (lack != null) {
      return new Able(model, lack);
    }
    List<Deployment> all = model.deployments();
    List<Deployment> able = null;
    for (int i = 0; i < all.size(); i++) {
      Deployment deployment = all.get(i);
      ApiException missing = lack(model, deployment);
      if (missing != null) {
        lack = lack == null ? missing : lack;
        able = able == null ? new ArrayList<>(all.subList(0, i)) : able;
      } else if (able != null) {
        able.add(deployment);
      }
    }
    if (able == null) {
      return new Able(model, null);
    }
    return able.isEmpty() ? new Able(model, lack) : new Able(model.withDeployments(able), null);
  }

  /**
   * What the model lacks wherever it is; null: nothing.
   *
   * @param tokens an estimate of the prompt's, at least half of them; 0: there is none
   */
  abstract @Nullable ApiException lack(Model model, long tokens);

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
