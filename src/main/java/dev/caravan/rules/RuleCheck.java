package dev.caravan.rules;

import dev.caravan.config.Problem;
import dev.caravan.config.YamlDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds mistakes in the rules of route files that Camel would not: names of things that are not
 * there, and rules that can never match. What it does not understand it leaves alone.
 */
public final class RuleCheck {
  private final SignalTypes types;
  private final List<Problem> problems = new ArrayList<>();
  private final ActionCheck actions;
  private final ConditionCheck conditions;
  private final Map<String, Rule> byId = new HashMap<>();

  private RuleCheck(KnownNames names, Variables variables) {
    types = new SignalTypes(names.tasks());
    actions = new ActionCheck(names, problems);
    conditions = new ConditionCheck(types, names, variables, problems);
  }

  /** The mistakes in the rules of these files. */
  public static List<Problem> problems(Collection<YamlDocument> files, KnownNames names) {
    RuleCheck check = new RuleCheck(names, Variables.of(files, names.variables()));
    for (YamlDocument file : files) {
      RuleReader reader = new RuleReader(file, check.types);
      reader.actions().forEach(check.actions::check);
      reader.choices().forEach(check::check);
    }
    return check.problems;
  }

  private void check(List<Rule> rules) {
    List<Rule> before = new ArrayList<>();
    for (Rule rule : rules) {
      checkId(rule);
      Condition condition = rule.condition();
      if (condition != null && conditions.check(rule, condition)) {
        checkReach(rule, condition, before);
        before.add(rule);
      }
    }
  }

  private void checkId(Rule rule) {
    String id = rule.id();
    if (id == null) {
      return;
    }
    Rule first = byId.putIfAbsent(id, rule);
    if (first != null) {
      problems.add(
          rule.place()
              .problem(
                  id
                      + " stands at "
                      + first.place().from(rule.place())
                      + " already (expected: another id)"));
    }
    for (Action action : rule.actions()) {
      String name = action.rule();
      if (name != null && !rule.isNamed(name)) {
        problems.add(
            action
                .place()
                .problem(
                    id
                        + ": clients would see the rule as \""
                        + name
                        + "\" (expected: \""
                        + id.replaceFirst("^rule-", "")
                        + "\", or the id rule-"
                        + name
                        + ")"));
      }
    }
  }

  private void checkReach(Rule rule, Condition condition, List<Rule> before) {
    String contradiction = condition.contradiction(types);
    if (!contradiction.isEmpty()) {
      problems.add(
          rule.conditionPlace()
              .problem(
                  rule.name()
                      + " can never match: "
                      + contradiction
                      + " holds for nothing (expected: a condition that can)"));
      return;
    }
    for (Rule earlier : before) {
      Condition first = earlier.condition();
      if (first != null && condition.implies(first, types)) {
        problems.add(
            rule.conditionPlace()
                .problem(rule.name() + " can never match: " + shadowed(rule, earlier, first)));
        return;
      }
    }
  }

  private String shadowed(Rule rule, Rule earlier, Condition first) {
    String other =
        (earlier.id() == null ? "the rule at " : earlier.id() + " at ")
            + earlier.place().from(rule.place());
    if (first.isAlways(types)) {
      return other + " matches every request (expected: that one behind this, or as otherwise)";
    }
    Condition own = rule.condition();
    return own != null && first.implies(own, types)
        ? other + " has the same condition and decides first (expected: another condition)"
        : other + " matches all that this one does and decides first (expected: this one above it)";
  }
}
