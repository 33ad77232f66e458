package dev.caravan.camel;

import dev.caravan.config.Configuration;
import dev.caravan.config.ConfigurationLoader;
import dev.caravan.config.EveryProviderOn;
import dev.caravan.config.LoadedConfiguration;
import dev.caravan.config.Problem;
import dev.caravan.config.SourceFiles;
import dev.caravan.config.Substitution;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The configuration of one state of the operator's files, as it holds and as it is rehearsed. */
final class ConfigurationFiles {
  private final SourceFiles sources;
  private final HostSettings settings;
  private final CamelContext context;

  /**
   * The files, not read yet.
   *
   * @param context whose placeholders they may hold
   */
  ConfigurationFiles(SourceFiles sources, HostSettings settings, CamelContext context) {
    this.sources = sources;
    this.settings = settings;
    this.context = context;
  }

  /** What holds here, by the files and by the environment. */
  LoadedConfiguration asWritten(Substitution substitution) {
    return read(settings.environment(), substitution);
  }

  /**
   * What routing tests are judged by: the files alone, whoever looks at them.
   *
   * @throws IllegalStateException if the files have problems
   */
  Configuration asRehearsed() {
    return read(Map.of(), new EveryProviderOn()).orThrow();
  }

  private LoadedConfiguration read(Map<String, String> shortCuts, Substitution substitution) {
    byte[] models = sources.content("models.yaml");
    if (models == null) {
      return new LoadedConfiguration(
          null,
          List.of(
              new Problem(
                  sources.nameOf("models.yaml"), 0, "is missing (expected: providers and models)")),
          List.of());
    }
    return new ConfigurationLoader(
            shortCuts, new CamelPlaceholders(context, settings.environment()), substitution)
        .load(
            sources.nameOf("models.yaml"),
            models,
            sources.nameOf("gateway.yaml"),
            sources.content("gateway.yaml"),
            sources.nameOf("signals.yaml"),
            sources.content("signals.yaml"));
  }
}
