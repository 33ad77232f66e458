package dev.caravan;

import dev.caravan.cli.CheckCommand;
import dev.caravan.cli.DrillCommand;
import dev.caravan.cli.EvalCommand;
import dev.caravan.cli.ExplainCommand;
import dev.caravan.cli.RunCommand;
import dev.caravan.cli.WrongFiles;
import dev.caravan.cli.WrongUsage;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The LLM gateway made of Apache Camel routes. */
@Command(
    name = "caravan",
    description = "The LLM gateway made of Apache Camel routes.",
    mixinStandardHelpOptions = true,
    versionProvider = dev.caravan.cli.Version.class,
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      DrillCommand.class,
      EvalCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Caravan implements Runnable {
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Caravan())
            .setParameterExceptionHandler(WrongUsage::tell)
            .setExecutionExceptionHandler(WrongFiles::tell)
            .execute(args));
  }
}
