package dev.caravan.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of models.yaml with every provider's state worked out.
 *
 * @param providers by name, in file order; the built-in {@code sandbox} is always among them
 * @param models by name, in file order
 * @param aliases another name to a model name
 * @param sandboxMode whether no vendor has a key, so that the sandbox stands in for all of them
 */
public record Catalogue(
    Map<String, Provider> providers,
    Map<String, Model> models,
    Map<String, String> aliases,
    boolean sandboxMode) {

  public Catalogue {
    providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
  }

  /** The model of this name or alias, available or not. */
  public @Nullable Model find(String nameOrAlias) {
    Model model = models.get(nameOrAlias);
    if (model != null) {
      return model;
    }
    String target = aliases.get(nameOrAlias);
    return target == null ? null : models.get(target);
  }

  public List<Deployment> deployments() {
    return models.values().stream().flatMap(model -> model.deployments().stream()).toList();
  }
}
