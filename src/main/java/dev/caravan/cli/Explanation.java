package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A decision as a person reads it in a terminal. */
final class Explanation {
  /** Signals that are told in other words, or in every case. */
  private static final Set<String> TOLD = Set.of("task", "difficulty", "points");

  private final JsonNode decision;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param decision as {@code POST /v1/route} answers it
   */
  Explanation(JsonNode decision) {
    this.decision = decision;
    head();
    signals();
    candidates();
    excluded();
  }

  private void head() {
    TextTable table = new TextTable(2);
    row(table, "model", decision.path("model").asText());
    row(table, "provider", decision.path("provider").asText());
    row(table, "then", orNone(words(decision.path("fallback_chain"))));
    row(table, "rule", decision.path("rule").asText());
    row(table, "reason", decision.path("reasoning").asText());
    JsonNode difficulty = decision.at("/signals/difficulty");
    row(
        table,
        "task",
        decision.path("task").asText()
            + (difficulty.isMissingNode() ? "" : ", difficulty " + difficulty.asText()));
    row(table, "priority", decision.path("priority").asText());
    row(table, "estimate", money(decision));
    row(table, "tried", tried());
    text.append(table);
  }

  private static void row(TextTable table, String name, String value) {
    table.row(List.of(name, value));
  }

  private String tried() {
    List<String> names = new ArrayList<>();
    for (JsonNode each : decision.path("deployments")) {
      String model = each.path("model").asText();
      String atVendor = each.path("vendor_model").asText();
      names.add(
          model
              + "@"
              + each.path("provider").asText()
              + (atVendor.equals(model) ? "" : " (" + atVendor + ")"));
    }
    return String.join(", ", names);
  }

  private void signals() {
    JsonNode signals = decision.path("signals");
    if (signals.isMissingNode()) {
      return;
    }
    title("signals");
    TextTable table = new TextTable(2);
    for (var signal : signals.properties()) {
      String value =
          signal.getValue().isArray()
              ? words(signal.getValue())
              : signal.getValue().isObject()
                  ? pairs(signal.getValue())
                  : signal.getValue().asText();
      boolean absent = value.isEmpty() || value.equals("false");
      if (!absent && !TOLD.contains(signal.getKey())) {
        row(table, signal.getKey(), value);
      }
    }
    text.append(table);
  }

  private void candidates() {
    TextTable table = new TextTable(1);
    table.row(List.of("candidate", "score", "match", "health", "priority", "estimate"));
    boolean any = false;
    for (JsonNode each : decision.path("candidates")) {
      if (each.path("excluded").isNull()) {
        any = true;
        JsonNode terms = each.path("terms");
        table.row(
            List.of(
                each.path("model").asText(),
                each.path("score").asText(),
                terms.path("match").asText(),
                terms.path("health").asText(),
                terms.path("priority").asText(),
                money(each)));
      }
    }
    if (any) {
      text.append('\n').append(table);
    }
  }

  private void excluded() {
    TextTable table = new TextTable(2);
    table.row(List.of("excluded", "because"));
    boolean any = false;
    for (JsonNode each : decision.path("candidates")) {
      if (each.path("excluded").isTextual()) {
        any = true;
        table.row(List.of(each.path("model").asText(), each.path("excluded").asText()));
      }
    }
    if (any) {
      text.append('\n').append(table);
    }
  }

  private void title(String title) {
    text.append('\n').append(title).append('\n');
  }

  private static String money(JsonNode priced) {
    JsonNode cost = priced.path("estimated_cost");
    return cost.isNumber()
        ? cost.decimalValue().toPlainString() + " " + priced.path("currency").asText()
        : "unpriced";
  }

  private static String words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return String.join(", ", words);
  }

  private static String pairs(JsonNode object) {
    List<String> pairs = new ArrayList<>();
    object.properties().forEach(e -> pairs.add(e.getKey() + "=" + e.getValue().asText()));
    return String.join(", ", pairs);
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "nobody" : text;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
