package dev.caravan.routing;

import dev.caravan.api.ApiException;
import dev.caravan.config.Catalogue;
import dev.caravan.config.Model;
import dev.caravan.config.NearestNames;
import dev.caravan.config.Problem;
import dev.caravan.config.RoutingTest;
import dev.caravan.config.RoutingTest.Expected;
import dev.caravan.config.RoutingTest.Range;
import dev.caravan.signals.Signals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what came of a routing test against what was expected. */
public final class RoutingVerdict {
  private final String file;
  private final Catalogue catalogue;

  /**
   * @param file the name that problems carry
   */
  public RoutingVerdict(String file, Catalogue catalogue) {
    this.file = file;
    this.catalogue = catalogue;
  }

  /** Everything that is not as expected of a decision. */
  public List<Problem> of(RoutingTest test, Decision decision) {
    List<Problem> problems = new ArrayList<>();
    Expected expected = test.expected();
    if (expected.error() != null) {
      problems.add(
          problem(
              test, "error", expected.error(), decision.first().name() + " by " + why(decision)));
    }
    if (expected.task() != null && !expected.task().equals(decision.task())) {
      problems.add(
          problem(test, "task", expected.task(), decision.task() + " by " + why(decision)));
    }
    if (expected.rule() != null && !expected.rule().equals(decision.rule())) {
      problems.add(problem(test, "rule", expected.rule(), why(decision)));
    }
    model(test, decision, problems);
    difficulty(test, decision.signals(), problems);
    return problems;
  }

  /** What is wrong with a refusal. */
  public List<Problem> of(RoutingTest test, ApiException refusal) {
    String error = test.expected().error();
    if (refusal.code().equals(error)) {
      return List.of();
    }
    String got = "the error " + refusal.code() + ": " + refusal.text();
    return List.of(
        error == null
            ? problem(test, anyOf(test), "a decision", got)
            : problem(test, "error", error, got));
  }

  private static String anyOf(RoutingTest test) {
    Expected expected = test.expected();
    return !expected.models().isEmpty()
        ? "model"
        : expected.rule() != null ? "rule" : expected.task() != null ? "task" : "difficulty";
  }

  private void model(RoutingTest test, Decision decision, List<Problem> problems) {
    List<String> names = test.expected().models();
    if (names.isEmpty()) {
      return;
    }
    for (String name : names) {
      Model model = catalogue.find(name);
      if (model == null) {
        problems.add(
            new Problem(
                file,
                test.line("model"),
                "expected model "
                    + name
                    + ", which models.yaml does not have"
                    + meant(name)
                    + in(test)));
        return;
      }
      if (model.name().equals(decision.first().name())) {
        return;
      }
    }
    problems.add(
        problem(
            test,
            "model",
            String.join(" or ", names),
            decision.first().name() + " by " + why(decision)));
  }

  private String meant(String name) {
    List<String> nearest = NearestNames.of(name, catalogue.models().keySet(), 1);
    return nearest.isEmpty() ? "" : " (did you mean \"" + nearest.getFirst() + "\"?)";
  }

  private void difficulty(RoutingTest test, @Nullable Signals signals, List<Problem> problems) {
    Range range = test.expected().difficulty();
    if (range == null) {
      return;
    }
    if (signals == null) {
      problems.add(problem(test, "difficulty", range.toString(), "none, the model was named"));
    } else if (!range.holds(signals.difficulty())) {
      problems.add(
          problem(
              test,
              "difficulty",
              range.toString(),
              signals.difficulty() + " of task " + signals.task()));
    }
  }

  private static String why(Decision decision) {
    return "rule " + decision.rule();
  }

  private Problem problem(RoutingTest test, String what, String expected, String got) {
    String kind = expected.equals("a decision") ? "" : what + " ";
    return new Problem(
        file, test.line(what), "expected " + kind + expected + ", got " + got + in(test));
  }

  private static String in(RoutingTest test) {
    return " (test \"" + test.name() + "\")";
  }
}
