package dev.caravan.config;

import dev.caravan.cost.Price;
import dev.caravan.sandbox.SandboxBehaviour;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalogue.
 *
 * @param name what clients ask for
 * @param strengths the tasks it is good at
 * @param capabilities what it can take: {@code vision}, {@code tools}, {@code json_schema}, ...,
 *     and what it can do, see {@link #answers}; empty: not declared, and not judged by
 * @param contextWindow prompt and completion together, in tokens
 * @param maxOutput longest completion, in tokens
 * @param price absent: unpriced
 * @param timeout of one attempt, for a whole plain answer
 * @param firstTokenTimeout of one attempt, until the first event of a stream
 * @param streaming how long its streams may take after that
 * @param hedge whether a second candidate is asked when it is slow to begin
 * @param weight preference among models, from 0
 * @param circuitBreaker of each of its deployments
 * @param deployments those whose provider is on, in the order of models.yaml
 * @param configuredDeployments how many models.yaml lists, those of providers that are off included
 * @param sandbox how the sandbox behaves when it answers as this model
 */
public record Model(
    String name,
    Set<String> strengths,
    Set<String> capabilities,
    int contextWindow,
    int maxOutput,
    @Nullable Price price,
    Duration timeout,
    Duration firstTokenTimeout,
    StreamLimits streaming,
    boolean hedge,
    int weight,
    CircuitBreakerSettings circuitBreaker,
    List<Deployment> deployments,
    int configuredDeployments,
    SandboxBehaviour sandbox) {

  public Model {
    strengths = Set.copyOf(strengths);
    capabilities = Set.copyOf(capabilities);
    deployments = List.copyOf(deployments);
  }

  /** The same model at these deployments only. */
  public Model withDeployments(List<Deployment> some) {
    return new Model(
        name,
        strengths,
        capabilities,
        contextWindow,
        maxOutput,
        price,
        timeout,
        firstTokenTimeout,
        streaming,
        hedge,
        weight,
        circuitBreaker,
        some,
        configuredDeployments,
        sandbox);
  }

  /**
   * Whether it can be asked to do this: every model chats but one that declares {@code embeddings}
   * and not {@code chat}; embeddings are made by those that declare them, or declare nothing.
   */
  public boolean answers(Operation operation) {
    return answers(capabilities, operation);
  }

  /** The same of a model with these capabilities. */
  static boolean answers(Set<String> capabilities, Operation operation) {
    boolean declared = capabilities.contains(operation.capability());
    return switch (operation) {
      case CHAT -> declared || !capabilities.contains(Operation.EMBEDDINGS.capability());
      case EMBEDDINGS -> declared || capabilities.isEmpty();
    };
  }

  /** Whether at least one of its vendors can be called. */
  public boolean isAvailable() {
    return !deployments.isEmpty();
  }
}
