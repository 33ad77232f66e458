package dev.caravan.rules;

import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.NearestNames;
import dev.caravan.config.Problem;
import dev.caravan.routing.Shares;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether what rules do can be done: their models exist, their shares and priorities are some. */
final class ActionCheck {
  /** How each action is written behind the call. */
  private static final Map<String, String> FORMS =
      Map.of(
          "models", "'RULE', 'MODEL, MODEL'",
          "score", "'RULE'), or score(${variable.call}, 'RULE', 'MODEL, MODEL'",
          "priority", "'RULE', 'cost'",
          "split", "'RULE', 'MODEL: 90, MODEL: 10'",
          "shadow", "'RULE', 'MODEL: 5'",
          "escalate", "'RULE', 'CHEAP, STRONG'");

  private static final List<String> PRIORITIES =
      Arrays.stream(Priority.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();

  private final KnownNames names;
  private final List<Problem> problems;

  ActionCheck(KnownNames names, List<Problem> problems) {
    this.names = names;
    this.problems = problems;
  }

  void check(Action action) {
    String form = FORMS.get(action.name());
    if (form == null) {
      return;
    }
    int count = action.arguments().size();
    if (count != 3 && !(count == 2 && action.name().equals("score"))) {
      report(
          action,
          "has "
              + count
              + (count == 1 ? " argument" : " arguments")
              + " (expected: %s(${variable.call}, %s))".formatted(action.name(), form));
      return;
    }
    String last = action.text(2);
    if (last == null) {
      return;
    }
    switch (action.name()) {
      case "priority" -> checkPriority(action, last.strip());
      case "split" -> checkShares(action, last, true);
      case "shadow" -> checkShares(action, last, false);
      case "escalate" -> checkLadder(action, last);
      default -> checkModels(action, names(last));
    }
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  private void checkModels(Action action, List<String> models) {
    for (String model : models) {
      if (!names.models().contains(model)) {
        report(
            action,
            "\"" + model + "\" is no model (" + NearestNames.hint(model, names.chatting()) + ")");
      } else if (!names.chatting().contains(model)) {
        report(action, "\"" + model + "\" answers no chats (expected: a chat model)");
      }
    }
  }

  private void checkLadder(Action action, String list) {
    List<String> models = names(list);
    checkModels(action, models);
    if (models.stream().distinct().count() < 2) {
      report(
          action,
          "names "
              + (models.isEmpty() ? "no model" : "one model")
              + " (expected: 'CHEAP, STRONG', the models in the order of asking)");
    }
  }

  private void checkPriority(Action action, String priority) {
    if (!PRIORITIES.contains(priority.toLowerCase(Locale.ROOT))) {
      report(
          action,
          "\"" + priority + "\" is no priority (" + NearestNames.hint(priority, PRIORITIES) + ")");
    }
  }

  private void checkShares(Action action, String list, boolean whole) {
    try {
      Shares shares = whole ? Shares.parseWhole(list) : Shares.parse(list);
      checkModels(action, List.copyOf(shares.percent().keySet()));
    } catch (IllegalArgumentException e) {
      report(action, String.valueOf(e.getMessage()));
    }
  }

  private void report(Action action, String message) {
    String rule = action.rule();
    problems.add(
        action
            .place()
            .problem((rule == null ? "" : "rule " + rule + ": ") + action.name() + ": " + message));
  }
}
