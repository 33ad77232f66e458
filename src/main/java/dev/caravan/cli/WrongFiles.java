package dev.caravan.cli;

import dev.caravan.config.ProblemsException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Answers a command that met mistakes in files: one line on stderr for each, exit code 1. */
public final class WrongFiles {
  private WrongFiles() {}

  /**
   * The exit code.
   *
   * @throws Exception what was thrown, if that is anything else
   */
  public static int tell(Exception thrown, CommandLine command, ParseResult arguments)
      throws Exception {
    if (thrown instanceof ProblemsException wrong) {
      wrong.problems().forEach(System.err::println);
      return 1;
    }
    throw thrown;
  }
}
