package dev.caravan.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the operator's files are. */
public final class FolderOptions {
  @Option(
      names = "--config",
      paramLabel = "DIR",
      defaultValue = "${env:CARAVAN_CONFIG:-config}",
      description = "folder of models.yaml and gateway.yaml (CARAVAN_CONFIG; default: config)")
  Path config = Path.of("config");

  @Option(
      names = "--routes",
      paramLabel = "DIR",
      defaultValue = "${env:CARAVAN_ROUTES:-routes}",
      description = "folder of the Camel routes (CARAVAN_ROUTES; default: routes)")
  Path routes = Path.of("routes");

  public Path config() {
    return config;
  }

  public Path routes() {
    return routes;
  }
}
