package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RulesYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in routing rules, as {@code caravan check} and a live edit find them. */
class RuleMistakesTest {
  private static final String IMAGE = "${variable.signals.image}";

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void mistakeIsRefusedWithItsLineAndTheOldRulesStay(
      String condition, String action, String at, String problem) {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("still here"));
        Gateway gateway = Gateway.shipped().start()) {
      String rules = RulesYaml.with(gateway.readRoute(RulesYaml.FILE), "own", condition, action);
      gateway.writeRoute(RulesYaml.FILE, rules);
      String expected =
          gateway.folder().resolve("routes").resolve(RulesYaml.FILE)
              + ":"
              + line(rules, at)
              + ": "
              + problem;

      assertThat(gateway.check()).containsExactly(expected);

      gateway.reload();
      assertThat(gateway.problems()).containsExactly(expected);
      assertThat(gateway.chat(OpenAi.ask("auto", "hi")).statusCode()).isEqualTo(200);
    }
  }

  static Stream<Arguments> mistakeIsRefusedWithItsLineAndTheOldRulesStay() {
    return Stream.of(
        Arguments.of(
            IMAGE,
            "models gpt-5-nanno",
            "gpt-5-nanno",
            "rule own: models: \"gpt-5-nanno\" is no model (did you mean \"gpt-5-nano\"?)"),
        Arguments.of(
            IMAGE,
            "models gpt-5-nano, text-embedding-3-small",
            "text-embedding-3-small'",
            "rule own: models: \"text-embedding-3-small\" answers no chats (expected: a chat model)"),
        Arguments.of(
            "${variable.signal.task} == 'coding'",
            "score",
            "variable.signal.task",
            "rule-own: there is no variable \"signal\" (did you mean \"signals\"?)"),
        Arguments.of(
            "${variables.signals.task} == 'coding'",
            "score",
            "variables.signals",
            "rule-own: there is no \"variables.signals\" (did you mean \"variable.signals\"?)"),
        Arguments.of(
            "${variable.signals.task} == 'translatoin'",
            "score",
            "translatoin",
            "rule-own: there is no task \"translatoin\" (did you mean \"translation\"?)"),
        Arguments.of(
            "${variable.signals.difficulty} > 0.8 && ${variable.signals.difficulty} < 0.2",
            "score",
            "> 0.8",
            "rule-own can never match: ${variable.signals.difficulty} > 0.8 &&"
                + " ${variable.signals.difficulty} < 0.2 holds for nothing (expected: a condition"
                + " that can)"),
        Arguments.of(
            "${variable.signals.matches('(.*)*\\\\1')}",
            "score",
            "(.*)*",
            "rule-own: \"(.*)*\\1\" is no regular expression of RE2: invalid escape sequence"
                + " (expected: no look-around, no back references)"));
  }

  private static int line(String text, String of) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(of)) {
        return i + 1;
      }
    }
    throw new AssertionError("not there: " + of);
  }

  @Test
  void variablesThatRoutesSetAreThereForRules() {
    String stage = "        - choice:\n            id: routing-rules\n";
    String set =
        """
        - setVariable:
            id: note-team
            name: "team"
            expression:
              simple:
                expression: "red"
        """
            .indent(8);
    try (Gateway gateway = Gateway.shipped().start()) {
      String rules =
          RulesYaml.with(
              gateway.readRoute(RulesYaml.FILE), "own", "${variable.team} == 'red'", "score");
      gateway.writeRoute(RulesYaml.FILE, rules);
      assertThat(gateway.check()).singleElement().asString().contains("no variable \"team\"");

      assertThat(rules).contains(stage);
      gateway.writeRoute(RulesYaml.FILE, rules.replace(stage, set + stage));
      assertThat(gateway.check()).isEmpty();
      gateway.reload();
      assertThat(gateway.chat(OpenAi.ask("auto", "hi")).headers().firstValue("x-caravan-rule"))
          .hasValue("own");
    }
  }

  @Test
  void policiesOfTheManualHaveNone() throws IOException {
    try (Gateway gateway = Gateway.shipped().start();
        Stream<Path> examples = Files.list(Path.of("docs/examples"))) {
      assertThat(gateway.check()).isEmpty();
      List<Path> policies =
          examples.filter(file -> file.toString().endsWith(".camel.yaml")).toList();
      assertThat(policies).isNotEmpty();
      for (Path policy : policies) {
        gateway.writeRoute(RulesYaml.FILE, Files.readString(policy));
        assertThat(gateway.check()).as(policy.toString()).isEmpty();
      }
    }
  }
}
