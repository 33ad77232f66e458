package dev.caravan.testing;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A models.yaml for tests. Each provider has the key {@code sk-NAME-secret-key}; the deployments of
 * a model are tried in the order in which they are given.
 */
public final class ModelsYaml {
  private final StringBuilder providers = new StringBuilder("providers:\n");
  private final StringBuilder models = new StringBuilder("models:\n");
  private final StringBuilder aliases = new StringBuilder();

  public ModelsYaml provider(String name, FakeVendor vendor) {
    return provider(name, vendor.baseUrl(), "api-keys: [\"sk-" + name + "-secret-key\"]");
  }

  /** A provider whose other fields are given as YAML, separated by commas. */
  public ModelsYaml provider(String name, String baseUrl, String fields) {
    providers
        .append("  ")
        .append(name)
        .append(": {dialect: openai, base-url: \"")
        .append(baseUrl)
        .append("\", ")
        .append(fields)
        .append("}\n");
    return this;
  }

  /** A model with one deployment at each of these providers. */
  public ModelsYaml model(String name, String... at) {
    return modelWith(name, "", at);
  }

  /** A model whose other fields are given as YAML, separated by commas. */
  public ModelsYaml modelWith(String name, String fields, String... at) {
    String first = at[0];
    models
        .append("  ")
        .append(name)
        .append(": {")
        .append(fields.isEmpty() ? "" : fields + ", ")
        .append("deployments: [")
        .append(
            Arrays.stream(at)
                .map(p -> "{provider: " + p + ", weight: " + (p.equals(first) ? 100 : 0) + "}")
                .collect(Collectors.joining(", ")))
        .append("]}\n");
    return this;
  }

  /** A model whose deployments at these providers share its load alike. */
  public ModelsYaml sharedModel(String name, String fields, String... at) {
    modelWith(name, fields, at);
    int begin = models.lastIndexOf("  " + name + ": {");
    String all = models.substring(begin).replace("weight: 0", "weight: 100");
    models.replace(begin, models.length(), all);
    return this;
  }

  public ModelsYaml alias(String alias, String model) {
    aliases.append(aliases.isEmpty() ? "aliases:\n" : "");
    aliases.append("  ").append(alias).append(": ").append(model).append('\n');
    return this;
  }

  /** The file's text. */
  @Override
  public String toString() {
    return "" + providers + models + aliases;
  }
}
