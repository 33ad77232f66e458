package dev.caravan.cli;

import picocli.CommandLine.ParameterException;

/** Answers a command line that makes no sense: one line on stderr, exit code 1. */
public final class WrongUsage {
  private WrongUsage() {}

  public static int tell(ParameterException wrong, String[] args) {
    System.err.println(
        "caravan: "
            + wrong.getMessage()
            + " (see: "
            + wrong.getCommandLine().getCommandSpec().qualifiedName()
            + " --help)");
    return 1;
  }
}
