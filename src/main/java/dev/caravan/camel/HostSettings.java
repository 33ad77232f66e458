package dev.caravan.camel;

import dev.caravan.config.Secret;
import java.nio.file.Path;
import java.util.Map;

/**
 * What does not change while the host runs.
 *
 * @param port 0: any free one
 * @param data what the gateway writes
 * @param environment variables that configuration files may name
 * @param adminKey empty: administration from this machine only
 * @param clientKey empty: everybody is let in
 * @param watch whether edits of the folders are taken over
 */
public record HostSettings(
    String host,
    int port,
    Path config,
    Path routes,
    Path data,
    Map<String, String> environment,
    Secret adminKey,
    Secret clientKey,
    boolean watch) {
  public HostSettings {
    environment = Map.copyOf(environment);
  }
}
