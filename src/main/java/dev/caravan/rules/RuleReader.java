package dev.caravan.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the rules in a route file: choices whose branches call the bean {@code choose}. */
final class RuleReader {
  private static final String BEAN = "choose";

  private final YamlDocument document;
  private final ConditionReader conditions;

  RuleReader(YamlDocument document, SignalTypes types) {
    this.document = document;
    this.conditions = new ConditionReader(types);
  }

  /** Every call of the bean, whether in a choice or not. */
  List<Action> actions() {
    List<Action> found = new ArrayList<>();
    document.walk("", (pointer, node) -> addAction(pointer, node, found));
    return found;
  }

  /** The rules of each choice, in their order. */
  List<List<Rule>> choices() {
    List<List<Rule>> found = new ArrayList<>();
    document.walk(
        "",
        (pointer, node) -> {
          if (pointer.endsWith("/choice") && node.path("when").isArray()) {
            List<Rule> rules = rules(pointer + "/when");
            if (rules.stream().anyMatch(rule -> !rule.actions().isEmpty())) {
              found.add(rules);
            }
          }
        });
    return found;
  }

  private List<Rule> rules(String pointer) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < document.at(pointer).size(); i++) {
      rules.add(rule(pointer + "/" + i));
    }
    return rules;
  }

  private Rule rule(String pointer) {
    JsonNode id = document.at(pointer + "/id");
    String expression = expression(pointer);
    String text = expression == null ? null : document.at(expression).asText();
    return new Rule(
        new Place(document, id.isTextual() ? pointer + "/id" : pointer),
        id.isTextual() ? id.asText() : null,
        text == null ? null : conditions.read(text),
        new Place(document, expression == null ? pointer : expression),
        actionsOf(pointer + "/steps"));
  }

  /** Those of a branch itself; the rules of a choice within have their own. */
  private List<Action> actionsOf(String steps) {
    List<String> inner = new ArrayList<>();
    List<Action> found = new ArrayList<>();
    document.walk(
        steps,
        (pointer, node) -> {
          if (inner.stream().noneMatch(choice -> pointer.startsWith(choice + "/"))) {
            addAction(pointer, node, found);
          }
          if (pointer.endsWith("/choice")) {
            inner.add(pointer);
          }
        });
    return found;
  }

  private void addAction(String pointer, JsonNode node, List<Action> found) {
    if (pointer.endsWith("/bean")
        && node.path("ref").asText().equals(BEAN)
        && node.path("method").isTextual()) {
      Action action =
          Action.parse(new Place(document, pointer + "/method"), node.path("method").asText());
      if (action != null) {
        found.add(action);
      }
    }
  }

  /**
   * Where the text of a branch's condition stands, in one of the ways in which Camel takes it; null
   * where it is neither Simple nor constant.
   */
  private @Nullable String expression(String when) {
    for (String around : List.of("/expression", "")) {
      for (String language : List.of("/simple", "/constant")) {
        String place = when + around + language;
        if (document.at(place).isTextual()) {
          return place;
        }
        if (document.at(place + "/expression").isTextual()) {
          return place + "/expression";
        }
      }
    }
    return null;
  }
}
