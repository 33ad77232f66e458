package dev.caravan.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short ways to load configuration in tests. */
final class Loading {
  static final Path SHIPPED = Path.of("config");

  /** Enough for a configuration without problems; a test adds to it. */
  static final String MODELS =
      """
      providers:
        openai:
          dialect: openai
          base-url: https://api.openai.com/v1/
          api-keys: ["{{env:OPENAI_API_KEY}}"]
        local:
          dialect: openai
          base-url: "{{env:LOCAL_BASE:}}"
      models:
        a: {deployments: [{provider: openai}]}
        b: {deployments: [{provider: openai, model: vendor-b}, {provider: local}]}
        c: {deployments: [{provider: local}]}
      aliases: {first: a}
      """;

  /** The same with a model that makes embeddings only. */
  static final String WITH_EMBEDDINGS =
      MODELS.replace(
          "models:\n",
          "models:\n  vectors: {capabilities: [embeddings], deployments: [{provider: openai}]}\n");

  private Loading() {}

  static LoadedConfiguration load(
      String models, @Nullable String gateway, Map<String, String> environment) {
    return new ConfigurationLoader(environment, new EnvironmentPlaceholders(environment))
        .load(
            "models.yaml",
            models.getBytes(StandardCharsets.UTF_8),
            "gateway.yaml",
            gateway == null ? null : gateway.getBytes(StandardCharsets.UTF_8));
  }

  /** As above, with a signals.yaml. */
  static LoadedConfiguration withSignals(String models, String signals) {
    return new ConfigurationLoader(Map.of(), Placeholders.NONE)
        .load(
            "models.yaml",
            models.getBytes(StandardCharsets.UTF_8),
            "gateway.yaml",
            null,
            "signals.yaml",
            signals.getBytes(StandardCharsets.UTF_8));
  }

  static Configuration valid(
      String models, @Nullable String gateway, Map<String, String> environment) {
    return load(models, gateway, environment).orThrow();
  }

  static LoadedConfiguration shipped(Map<String, String> environment) {
    return new ConfigurationLoader(environment, new EnvironmentPlaceholders(environment))
        .load(SHIPPED);
  }

  static List<String> problems(LoadedConfiguration loaded) {
    return loaded.problems().stream().map(Problem::toString).toList();
  }
}
