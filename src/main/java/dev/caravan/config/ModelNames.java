package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that models.yaml gives, which other places refer to.
 *
 * @param providers the built-in sandbox among them
 * @param models in file order
 * @param aliases another name to a model name
 */
record ModelNames(Set<String> providers, Set<String> models, Map<String, String> aliases) {

  static ModelNames of(JsonNode root) {
    Set<String> providers = names(root.path("providers"));
    providers.add(Provider.SANDBOX);
    Map<String, String> aliases = new LinkedHashMap<>();
    root.path("aliases").properties().forEach(e -> aliases.put(e.getKey(), e.getValue().asText()));
    return new ModelNames(providers, names(root.path("models")), aliases);
  }

  /** The catalogue name for a name or an alias; null for neither. */
  @Nullable String model(String nameOrAlias) {
    if (models.contains(nameOrAlias)) {
      return nameOrAlias;
    }
    String target = aliases.get(nameOrAlias);
    return target != null && models.contains(target) ? target : null;
  }

  /** The catalogue name for a name or an alias that has been checked. */
  String known(String nameOrAlias) {
    return Objects.requireNonNull(model(nameOrAlias), nameOrAlias);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
