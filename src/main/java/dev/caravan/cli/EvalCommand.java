package dev.caravan.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan eval}: what the operator's own files come to. */
@Command(
    name = "eval",
    description = "Measure what the routing comes to.",
    mixinStandardHelpOptions = true,
    subcommands = EvalCostCommand.class,
    synopsisSubcommandLabel = "WHAT")
public final class EvalCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "eval: what is missing (expected: cost)");
  }
}
