package dev.caravan.access;

import java.util.HashSet;
import java.util.Set;

/**
 * Whom a call belongs to. What one tenant sends or receives never reaches another.
 *
 * @param id stable and free of secrets
 * @param allowedModels catalogue names of the models that it may use; empty: all
 * @param budget what it may still spend
 */
public record Tenant(String id, Set<String> allowedModels, Budget budget) {
  /** The only tenant of a gateway without client keys, or with the one key of the environment. */
  public static final Tenant DEFAULT = new Tenant("default");

  /** A set of a name that no model has, for an empty one means all. */
  private static final Set<String> NONE = Set.of("");

  public Tenant {
    allowedModels = Set.copyOf(allowedModels);
  }

  /** A tenant without limits. */
  public Tenant(String id) {
    this(id, Set.of(), Budget.UNLIMITED);
  }

  /**
   * The same, as far as it may use these models too.
   *
   * @param models catalogue names; empty: all
   */
  public Tenant within(Set<String> models) {
    if (models.isEmpty()) {
      return this;
    }
    if (allowedModels.isEmpty()) {
      return new Tenant(id, models, budget);
    }
    Set<String> both = new HashSet<>(allowedModels);
    both.retainAll(models);
    return new Tenant(id, both.isEmpty() ? NONE : both, budget);
  }

  /** Whether it may use the model of this catalogue name. */
  public boolean mayUse(String model) {
    return allowedModels.isEmpty() || allowedModels.contains(model);
  }
}
