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
 * @param chatting those of the models that can be asked for chats; all, where none can
 * @param aliases another name to a model name
 */
record ModelNames(
    Set<String> providers, Set<String> models, Set<String> chatting, Map<String, String> aliases) {
  static ModelNames of(JsonNode root) {
    Set<String> providers = names(root.path("providers"));
    providers.add(Provider.SANDBOX);
    Map<String, String> aliases = new LinkedHashMap<>();
    root.path("aliases").properties().forEach(e -> aliases.put(e.getKey(), e.getValue().asText()));
    Set<String> models = names(root.path("models"));
    Set<String> chatting = chatting(root.path("models"));
    return new ModelNames(providers, models, chatting.isEmpty() ? models : chatting, aliases);
  }

  private static Set<String> chatting(JsonNode models) {
    Set<String> chatting = new LinkedHashSet<>();
    models
        .properties()
        .forEach(
            model -> {
              Set<String> capabilities = new LinkedHashSet<>();
              model
                  .getValue()
                  .path("capabilities")
                  .forEach(each -> capabilities.add(each.asText()));
              if (Model.answers(capabilities, Operation.CHAT)) {
                chatting.add(model.getKey());
              }
            });
    return chatting;
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

  /** What is wrong with the name of a model; null: nothing. */
  @Nullable String mistake(String nameOrAlias) {
    return model(nameOrAlias) == null ? noModel(nameOrAlias, models) : null;
  }

  /** What is wrong with the name of a model that is to answer chats; null: nothing. */
  @Nullable String mistakeForChats(String nameOrAlias) {
    String model = model(nameOrAlias);
    if (model == null) {
      return noModel(nameOrAlias, chatting);
    }
    return chatting.contains(model) ? null : "answers no chats (expected: a chat model)";
  }

  private static String noModel(String name, Set<String> expected) {
    return "is no model (" + NearestNames.hint(name, expected) + ")";
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
