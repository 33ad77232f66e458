package dev.caravan.cli;

import dev.caravan.camel.HostSettings;
import dev.caravan.config.Secret;
import java.nio.file.Path;
import java.util.Map;
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

  /**
   * Settings of a gateway that no client calls: on any free port, and without the operator's keys
   * of clients and administration.
   *
   * @param data what it writes
   */
  HostSettings settings(Path data) {
    return new HostSettings(
        "127.0.0.1",
        0,
        config,
        routes,
        data,
        Map.copyOf(System.getenv()),
        new Secret(""),
        new Secret(""),
        false);
  }
}
