package dev.caravan.cli;

import dev.caravan.camel.GatewayHost;
import dev.caravan.config.Substitution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A gateway with the operator's own files that runs as long as a command does: before simulated
 * vendors, on a free port of loopback, with its data in a temporary folder.
 */
final class RehearsedGateway implements AutoCloseable {
  private final Path data;
  private final GatewayHost host;

  /**
   * Starts it.
   *
   * @param vendors what stands in for those of models.yaml
   * @throws dev.caravan.config.ProblemsException if the files are wrong
   */
  RehearsedGateway(FolderOptions folders, Substitution vendors) throws IOException {
    data = Files.createTempDirectory("caravan-rehearsal");
    host = GatewayHost.rehearsing(folders.settings(data), vendors);
    try {
      host.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  int port() {
    return host.port();
  }

  @Override
  public void close() throws IOException {
    host.stop();
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
