package dev.caravan.routing;

import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.resilience.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns models into the deployments that are tried, in order. */
final class Plan {
  private final Standing standing;
  private final DeploymentOrder order;

  Plan(List<String> preferredProviders, Standing standing, RandomGenerator random) {
    this.standing = standing;
    this.order = new DeploymentOrder(preferredProviders, standing, random);
  }

  /**
   * The deployments of these models, those that cannot answer now behind all others.
   *
   * @param first id of the deployment that is asked before all others if it is well; null: none
   */
  List<Candidate> of(List<Model> models, @Nullable String first) {
    List<Candidate> plan = new ArrayList<>();
    List<Candidate> broken = new ArrayList<>();
    for (Model model : models) {
      for (Deployment deployment : order.of(model.deployments())) {
        Candidate candidate = new Candidate(model, deployment);
        if (standing.isOut(deployment)) {
          broken.add(candidate);
        } else if (deployment.id().equals(first) && !standing.isShort(deployment)) {
          plan.addFirst(candidate);
        } else {
          plan.add(candidate);
        }
      }
    }
    plan.addAll(broken);
    return plan;
  }
}
