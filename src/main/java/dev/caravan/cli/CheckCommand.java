package dev.caravan.cli;

import dev.caravan.camel.GatewayHost;
import dev.caravan.config.ProblemsException;
import java.nio.file.Path;
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
    try {
      GatewayHost.check(folders.settings(Path.of("data"))).forEach(System.out::println);
      System.out.println("no problem found");
      return 0;
    } catch (ProblemsException e) {
      e.problems().forEach(System.out::println);
      return 1;
    }
  }
}
