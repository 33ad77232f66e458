package dev.caravan.cli;

import dev.caravan.drill.Drill;
import dev.caravan.drill.DrillScript;
import dev.caravan.drill.DrillScriptReader;
import dev.caravan.drill.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code caravan drill}: the operator's own files before simulated vendors that fail by a script.
 */
@Command(
    name = "drill",
    description = "Run the configuration against simulated vendors that fail by a script.",
    mixinStandardHelpOptions = true)
public final class DrillCommand implements Callable<Integer> {
  private static final int FASTEST = 1_000;
  private static final int MOST_REQUESTS = 1_000_000;
  private static final double HIGHEST_RATE = 10_000;

  @Mixin private FolderOptions folders = new FolderOptions();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "what goes wrong when (default: the built-in script)")
  private @Nullable Path script;

  @Option(
      names = "--print-script",
      description = "print the built-in script, to be copied, and do nothing else")
  private boolean printScript;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "0",
      description = "how many requests (default: what the script says)")
  private int requests;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      description = "requests a second of the script's time (default: what the script says)")
  private double rate;

  @Option(
      names = "--speed",
      paramLabel = "S",
      defaultValue = "10",
      description = "how many times as fast as life: all durations are divided by it (default: 10)")
  private int speed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of everything that is drawn at random (default: 1)")
  private long seed;

  @Option(names = "--json", description = "print JSON in place of the table")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (printScript) {
      System.out.write(DrillScriptReader.builtInText());
      System.out.flush();
      return 0;
    }
    String mistake = mistake();
    if (mistake != null) {
      System.err.println("caravan: " + mistake);
      return 1;
    }
    QuietLog.set();
    DrillScript what =
        script == null ? DrillScriptReader.builtIn() : DrillScriptReader.read(script);
    try (Drill drill = new Drill(what, requests, rate, speed, seed)) {
      return print(run(drill, requests == 0 ? what.load().requests() : requests));
    }
  }

  private @Nullable String mistake() {
    if (requests < 0 || requests > MOST_REQUESTS) {
      return "--requests: " + requests + " (expected: 1 to " + MOST_REQUESTS + ")";
    }
    if (!(rate >= 0 && rate <= HIGHEST_RATE)) {
      return "--rate: " + rate + " (expected: above 0, at most 10000)";
    }
    return speed < 1 || speed > FASTEST
        ? "--speed: " + speed + " (expected: 1 to " + FASTEST + ")"
        : null;
  }

  private Report run(Drill drill, int all) throws IOException, InterruptedException {
    Progress progress = new Progress(all);
    try (RehearsedGateway gateway = new RehearsedGateway(folders, drill.substitution())) {
      return drill.run(gateway.port(), progress::sent);
    }
  }

  private int print(Report report) {
    System.out.print(json ? report.json().toPrettyString() + "\n" : report.text());
    System.out.flush();
    return report.holds() ? 0 : 1;
  }

  /** A line on standard error for every tenth that was sent. */
  private static final class Progress {
    private final int all;
    private int tenth;

    Progress(int all) {
      this.all = all;
    }

    void sent(int requests) {
      int now = (int) (10L * requests / all);
      if (now > tenth) {
        tenth = now;
        System.err.printf(Locale.ROOT, "%,d of %,d requests sent%n", requests, all);
      }
    }
  }
}
