package dev.caravan.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads models.yaml, gateway.yaml and signals.yaml: all problems at once, or a configuration. */
public final class ConfigurationLoader {
  private static final SchemaCheck MODELS_SCHEMA =
      SchemaCheck.named("models.schema.json", ModelsFile::isSecret);
  private static final SchemaCheck GATEWAY_SCHEMA =
      SchemaCheck.named("gateway.schema.json", pointer -> false);
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  private final Map<String, String> environment;
  private final Placeholders placeholders;
  private final Substitution substitution;

  /**
   * @param environment the operator's short cuts are taken from here
   * @param placeholders fills {@code {{...}}} in every value
   */
  public ConfigurationLoader(Map<String, String> environment, Placeholders placeholders) {
    this(environment, placeholders, Substitution.NONE);
  }

  /**
   * As above, for a rehearsal.
   *
   * @param substitution what takes the place of what is read
   */
  public ConfigurationLoader(
      Map<String, String> environment, Placeholders placeholders, Substitution substitution) {
    this.substitution = substitution;
    this.environment = Map.copyOf(environment);
    this.placeholders = placeholders;
  }

  /**
   * Reads {@code models.yaml} and, where they exist, {@code gateway.yaml} and {@code signals.yaml}
   * of a folder.
   */
  public LoadedConfiguration load(Path folder) {
    Path models = folder.resolve("models.yaml");
    Path gateway = folder.resolve("gateway.yaml");
    Path signals = folder.resolve("signals.yaml");
    List<Problem> problems = new ArrayList<>();
    byte[] modelsYaml = content(models, problems);
    byte[] gatewayYaml = Files.exists(gateway) ? content(gateway, problems) : null;
    byte[] signalsYaml = Files.exists(signals) ? content(signals, problems) : null;
    if (modelsYaml == null || !problems.isEmpty()) {
      return new LoadedConfiguration(null, problems, List.of());
    }
    return load(
        models.toString(),
        modelsYaml,
        gateway.toString(),
        gatewayYaml,
        signals.toString(),
        signalsYaml);
  }

  /** As below, without a signals.yaml. */
  public LoadedConfiguration load(
      String modelsFile, byte[] modelsYaml, String gatewayFile, byte @Nullable [] gatewayYaml) {
    return load(modelsFile, modelsYaml, gatewayFile, gatewayYaml, "signals.yaml", null);
  }

  /**
   * Reads all files.
   *
   * @param modelsFile the name that problems carry, likewise {@code gatewayFile} and {@code
   *     signalsFile}
   * @param gatewayYaml null: everything is as by default
   * @param signalsYaml null: that of the jar
   */
  public LoadedConfiguration load(
      String modelsFile,
      byte[] modelsYaml,
      String gatewayFile,
      byte @Nullable [] gatewayYaml,
      String signalsFile,
      byte @Nullable [] signalsYaml) {
    List<Problem> problems = new ArrayList<>();
    SignalSettings signals = SignalsFile.read(signalsFile, signalsYaml, placeholders, problems);
    YamlDocument models =
        YamlDocument.parse(modelsFile, modelsYaml, placeholders, ModelsFile::mayBeAbsent, problems);
    YamlDocument gateway =
        YamlDocument.parse(
            gatewayFile, gatewayYaml == null ? NOTHING : gatewayYaml, placeholders, problems);
    if (models == null) {
      if (gateway != null) {
        GATEWAY_SCHEMA.check(gateway, problems);
      }
      return new LoadedConfiguration(null, problems, List.of());
    }
    if (models.root().isNull()) {
      problems.add(new Problem(modelsFile, 0, "is empty (expected: models)"));
      models = new YamlDocument(modelsFile, JsonNodeFactory.instance.objectNode(), Map.of());
    } else {
      MODELS_SCHEMA.check(models, problems);
    }
    new CatalogueCheck(models, problems).check();
    ModelNames names = ModelNames.of(models.root());
    Set<String> tasks = signals == null ? Set.of() : signals.tasks().keySet();
    if (gateway != null) {
      GATEWAY_SCHEMA.check(gateway, problems);
      new GatewayCheck(gateway, names, tasks, problems).check();
      new CurrencyCheck(models, gateway, problems).check();
    }
    EnvironmentShortCuts shortCuts = new EnvironmentShortCuts(environment, names, tasks, problems);
    if (gateway == null || signals == null || !problems.isEmpty()) {
      return new LoadedConfiguration(null, problems, List.of());
    }
    Catalogue catalogue = new CatalogueReader(shortCuts, substitution).read(models.root());
    GatewaySettings settings = new GatewayReader(names, shortCuts).read(gateway.root());
    return new LoadedConfiguration(
        substitution.configuration(new Configuration(catalogue, settings, signals)),
        List.of(),
        Notices.of(catalogue));
  }

  private static byte @Nullable [] content(Path file, List<Problem> problems) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= YamlSyntax.MAX_BYTES) {
        return Files.readAllBytes(file);
      }
      problems.add(
          new Problem(
              file.toString(),
              0,
              Files.exists(file)
                  ? "is too large or no file (expected: at most 1 MB)"
                  : "is missing (expected: a file; --config names its folder)"));
    } catch (IOException e) {
      problems.add(new Problem(file.toString(), 0, "cannot be read (expected: a readable file)"));
    }
    return null;
  }
}
