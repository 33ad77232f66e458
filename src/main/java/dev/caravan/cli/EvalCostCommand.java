package dev.caravan.cli;

import dev.caravan.eval.AnswerLengths;
import dev.caravan.eval.CostReport;
import dev.caravan.eval.CostRun;
import dev.caravan.eval.CostText;
import dev.caravan.eval.MixedLoad;
import dev.caravan.eval.PricedVendors;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code caravan eval cost}: the operator's own rules and prices on a mixed load, against always
 * asking the strong model.
 */
@Command(
    name = "cost",
    description = "Compare what the routing costs with always asking the strong model.",
    mixinStandardHelpOptions = true)
public final class EvalCostCommand implements Callable<Integer> {
  private static final int LONGEST_ANSWER = 10_000;

  @Mixin private FolderOptions folders = new FolderOptions();

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description =
          "prompts with task and difficulty, as JSON Lines (default: 1,000 built-in ones)")
  private @Nullable Path prompts;

  @Option(
      names = "--strong",
      paramLabel = "MODEL",
      description = "the model to compare with (default: the dearest of the greatest weight)")
  private @Nullable String strong;

  @Option(
      names = "--strong-weight",
      paramLabel = "N",
      defaultValue = "90",
      description = "least weight of a model that is strong enough for hard prompts (default: 90)")
  private int strongWeight;

  @Option(
      names = "--answer-tokens",
      paramLabel = "S,M,H",
      split = ",",
      defaultValue = "120,400,900",
      description = "length of answers to simple, medium and hard prompts (default: 120,400,900)")
  private List<Integer> answerTokens = List.of();

  @Option(
      names = "--require",
      paramLabel = "PERCENT",
      description = "exit with 1 if less is saved, or models suit less often (default: 0 always)")
  private @Nullable BigDecimal require;

  @Option(names = "--json", description = "print JSON in place of the table")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    String mistake = mistake();
    if (mistake != null) {
      System.err.println("caravan: " + mistake);
      return 1;
    }
    QuietLog.set();
    MixedLoad load = prompts == null ? MixedLoad.builtIn() : MixedLoad.read(prompts);
    AnswerLengths answers =
        new AnswerLengths(answerTokens.get(0), answerTokens.get(1), answerTokens.get(2));
    try (PricedVendors vendors = new PricedVendors(load, answers)) {
      return print(run(load, vendors));
    }
  }

  private @Nullable String mistake() {
    boolean possible =
        answerTokens.size() == 3
            && answerTokens.stream().allMatch(tokens -> tokens >= 1 && tokens <= LONGEST_ANSWER);
    return possible
        ? null
        : "--answer-tokens: " + answerTokens + " (expected: three numbers, 1 to 10000)";
  }

  private CostReport run(MixedLoad load, PricedVendors vendors)
      throws IOException, InterruptedException {
    try (RehearsedGateway gateway = new RehearsedGateway(folders, vendors)) {
      return new CostRun(load, vendors)
          .run(
              gateway.port(),
              strong,
              strongWeight,
              answered ->
                  System.err.printf(
                      Locale.ROOT, "%,d of %,d answers%n", answered, 2 * load.size()));
    }
  }

  private int print(CostReport report) {
    String text = json ? report.json().toPrettyString() + "\n" : new CostText(report).toString();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
    String missed = require == null ? null : report.missed(require);
    if (missed != null) {
      System.err.println("caravan: " + missed);
    }
    return missed == null ? 0 : 1;
  }
}
