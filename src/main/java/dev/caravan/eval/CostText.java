package dev.caravan.eval;

import dev.caravan.text.TextTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** A report as aligned tables in plain text. */
public final class CostText {
  private static final int MOST_MODELS = 4;

  private final CostReport report;
  private final StringBuilder text = new StringBuilder();

  /** The report for a person. */
  public CostText(CostReport report) {
    this.report = report;
    head();
    groups("difficulty", report.byDifficulty());
    groups("task", report.byTask());
    models();
    failures();
    notes();
  }

  private void head() {
    StrongModel strong = report.strong();
    line(
        "%s: %,d prompts, asked of whom the rules choose, and all of %s"
            .formatted(report.load().name(), report.all().calls(), strong.model().name()));
    line(
        "strong model: weight %d, %s in and %s out for a million tokens"
            .formatted(
                strong.model().weight(),
                strong.price().input().toPlainString(),
                strong.price().output().toPlainString() + " " + strong.price().currency()));
    line("");
  }

  private void groups(String name, Map<String, CostFigures> groups) {
    TextTable table =
        new TextTable(1)
            .row(
                List.of(
                    name,
                    "prompts",
                    "routed " + currency(),
                    "strong " + currency(),
                    "saved",
                    "suited",
                    "(strong)",
                    "enough",
                    "(strong)",
                    "models"));
    groups.forEach((group, figures) -> row(table, group, figures));
    row(table, "all", report.all());
    text.append(table).append('\n');
  }

  private String currency() {
    return report.strong().rates().base();
  }

  private static void row(TextTable table, String name, CostFigures figures) {
    table.row(
        List.of(
            name,
            count(figures.calls()),
            money(figures.routed()),
            money(figures.always()),
            figures.saved() + " %",
            percent(figures.suitedRouted()),
            percent(figures.suitedAlways()),
            percent(figures.enoughRouted()),
            percent(figures.enoughAlways()),
            busiest(figures)));
  }

  private static String busiest(CostFigures figures) {
    StringJoiner names = new StringJoiner(", ");
    figures.models().entrySet().stream()
        .limit(MOST_MODELS)
        .forEach(
            each ->
                names.add(
                    each.getKey()
                        + " "
                        + Math.round(100.0 * each.getValue() / figures.compared())
                        + " %"));
    return names + (figures.models().size() > MOST_MODELS ? ", ..." : "");
  }

  private void models() {
    TextTable table = new TextTable(1).row(List.of("model", "prompts", "share"));
    CostFigures all = report.all();
    all.models()
        .forEach(
            (model, count) ->
                table.row(
                    List.of(
                        model,
                        count(count),
                        percent(100.0 * count / Math.max(1, all.compared())))));
    text.append(table).append('\n');
  }

  private void failures() {
    if (!report.all().failures().isEmpty()) {
      TextTable table = new TextTable(1).row(List.of("not answered", "prompts"));
      report.all().failures().forEach((what, count) -> table.row(List.of(what, count(count))));
      text.append(table).append('\n');
    }
  }

  private void notes() {
    CostFigures all = report.all();
    line(
        "suited: the model has a strength that the task wants; for a hard prompt also weight %d or more"
            .formatted(report.suitability().strongWeight()));
    line("enough: it suits, or the prompt is not hard and the model has that weight");
    line("tasks read as their authors meant them: " + percent(all.tasksAsLabelled()));
    if (all.unpriced() > 0) {
      line(
          "%,d answers of unpriced models count as if the strong model had given them"
              .formatted(all.unpriced()));
    }
    line("Vendors are simulated, prices and usage are real; answers are as long on both sides.");
    line("");
    line(
        "saved %s %%: %s %s in place of %s %s"
            .formatted(
                all.saved(), money(all.routed()), currency(), money(all.always()), currency()));
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.1f %%", percent);
  }

  private static String money(BigDecimal amount) {
    return amount.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
