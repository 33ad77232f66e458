package dev.caravan.cli;

import dev.caravan.camel.GatewayHost;
import dev.caravan.camel.HostSettings;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code caravan check}: what a start or a live edit would say about the files, offline. */
@Command(
    name = "check",
    description = "Validate the configuration and the routes, offline.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Mixin private FolderOptions folders = new FolderOptions();

  @Override
  public Integer call() {
    HostSettings settings =
        new HostSettings(
            "127.0.0.1",
            8899,
            folders.config(),
            folders.routes(),
            Path.of("data"),
            Map.copyOf(System.getenv()),
            new Secret(""),
            new Secret(""),
            false);
    try {
      GatewayHost.check(settings).forEach(System.out::println);
      System.out.println("no problem found");
      return 0;
    } catch (ProblemsException e) {
      e.problems().forEach(System.out::println);
      return 1;
    }
  }
}
