package dev.caravan.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What came of the cells, as docs/fault-matrix.md shows it. */
final class FaultPage {
  private static final int LONGEST_FAILURE = 900;

  private static final String HEAD =
      """
      # The fault matrix

      Every way in which a vendor fails, before every API that clients speak. Each cell is a call to a model whose
      first candidate always fails in that way, and whose second, of another provider and another dialect, answers.
      `FaultMatrixTest` makes the calls and keeps this page true; `-Dcaravan.write-matrix=true` writes it anew.

      | cell | the client got |
      |---|---|
      | next, 3+1 | the second candidate's answer, complete, after 3 calls at the first and 1 at the second |
      | error event, 1+0 | the part that had gone out already, and then an error as the stream's last event, in the form of its API and without a sign of its end; nobody else was asked |
      | answer, 1+0 | the first candidate's answer: it was whole |
      | 400, 1+0 | the error with this status: the fault is the caller's own, and nobody else is asked |
      | empty | there is no such fault |

      Clients read strictly: every event at its place and numbered, one finish reason, one terminal marker, the
      tokens of the vendor that answered. No word of one vendor in an answer of the other, no key and no address in
      any answer or header; `x-caravan-attempts`, `-fallbacks` and `-provider` and the tries in
      `/admin/requests/{id}` tell the calls that the vendors counted; the breaker counted the vendor's faults and no
      others.

      Faults of the connection itself were met before one dialect, all others before each of the first candidates'
      dialects. Where these differ, the cell says so: clients of Anthropic and of Responses wait for the marker of
      the end, so that without it their stream counts as cut; Gemini's streams have none, and one of its plain
      answers is a stream of one.
      """;

  private final List<List<Fault>> faults;
  private final Map<RetryRules, Map<String, Map<Column, Map<String, String>>>> cells =
      new EnumMap<>(RetryRules.class);
  private final Map<String, Map<Boolean, Integer>> runs = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  FaultPage(List<List<Fault>> faults) {
    this.faults = faults;
  }

  /**
   * Runs a check and notes what came of it.
   *
   * @param column null: the check is about the row as a whole
   */
  void ran(RetryRules rules, Row row, @Nullable Column column, Supplier<Object> check) {
    String result;
    try {
      result = check.get().toString();
    } catch (AssertionError | RuntimeException e) {
      String message = String.valueOf(e.getMessage()).strip();
      result = "FAILED";
      failed(
          "%s, %s, %s, %s: %s"
              .formatted(
                  row.fault.name(),
                  row.voice.dialect(),
                  column == null ? "breaker" : column,
                  rules,
                  message.substring(0, Math.min(LONGEST_FAILURE, message.length()))));
    }
    if (column != null) {
      note(rules, row, column, result);
    }
  }

  private synchronized void failed(String failure) {
    failures.add(failure);
  }

  private synchronized void note(RetryRules rules, Row row, Column column, String result) {
    cells
        .computeIfAbsent(rules, r -> new TreeMap<>())
        .computeIfAbsent(row.fault.name(), f -> new EnumMap<>(Column.class))
        .computeIfAbsent(column, c -> new TreeMap<>())
        .put(row.voice.dialect(), result);
    runs.computeIfAbsent(row.voice.dialect(), dialect -> new TreeMap<>())
        .merge(column.stream, 1, Integer::sum);
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  synchronized String text() {
    StringBuilder page = new StringBuilder(HEAD);
    for (RetryRules rules : RetryRules.values()) {
      page.append("\n## ").append(rules.title).append("\n\n");
      page.append(
          """
          | fault | chat | chat, stream | responses | responses, stream | messages | messages, stream |
          |---|---|---|---|---|---|---|
          """);
      for (Fault fault : faults.stream().flatMap(List::stream).toList()) {
        page.append("| ").append(fault.name());
        for (Column column : Column.values()) {
          page.append(" | ").append(cell(rules, fault, column));
        }
        page.append(" |\n");
      }
    }
    counts(page);
    return page.toString();
  }

  private void counts(StringBuilder page) {
    page.append("\n## Calls\n\n| first candidate | plain | stream |\n|---|---|---|\n");
    int all = 0;
    for (Map.Entry<String, Map<Boolean, Integer>> dialect : runs.entrySet()) {
      int plain = dialect.getValue().getOrDefault(false, 0);
      int stream = dialect.getValue().getOrDefault(true, 0);
      page.append("| %s | %d | %d |\n".formatted(dialect.getKey(), plain, stream));
      all += plain + stream;
    }
    page.append("\nOf %d calls, %d were not as they should be.\n".formatted(all, failures.size()));
  }

  /** One word where all dialects agree, else each result with its dialects. */
  private String cell(RetryRules rules, Fault fault, Column column) {
    Map<String, List<String>> dialects = new LinkedHashMap<>();
    cells
        .getOrDefault(rules, Map.of())
        .getOrDefault(fault.name(), Map.of())
        .getOrDefault(column, Map.of())
        .forEach(
            (dialect, result) ->
                dialects.computeIfAbsent(result, r -> new ArrayList<>()).add(dialect));
    if (dialects.size() == 1) {
      return dialects.keySet().iterator().next();
    }
    return dialects.entrySet().stream()
        .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
        .collect(Collectors.joining("; "));
  }
}
