package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleCheckTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void everyBadConditionIsNamedWithItsLine(String condition, String problem) {
    assertThat(new RulesText().when(condition).problems()).containsExactly("11: rule-r1" + problem);
  }

  static Stream<Arguments> everyBadConditionIsNamedWithItsLine() {
    return Stream.of(
        Arguments.of(
            "${variable.signals.colour} == 'red'",
            ": there is no signal \"colour\" (expected: task, difficulty, language, script, tokens,"
                + " characters, turns, image, audio, video, file, tools, ...)"),
        Arguments.of(
            "${variable.signals.dificulty} > 0.5 || ${variable.signals.image}",
            ": there is no signal \"dificulty\" (did you mean \"difficulty\"?)"),
        Arguments.of(
            "${variable.signal.task} == 'coding'",
            ": there is no variable \"signal\" (did you mean \"signals\"?)"),
        Arguments.of(
            "${variable.signls?.task} == 'coding' && ${variable.auto} == true",
            ": there is no variable \"signls\" (did you mean \"signals\"?)"),
        Arguments.of(
            "${variable[colour]} == 'red'",
            ": there is no variable \"colour\" (expected: signals, auto, call)"),
        Arguments.of(
            "${variables.signals.task} == 'coding'",
            ": there is no \"variables.signals\" (did you mean \"variable.signals\"?)"),
        Arguments.of(
            "${variable.signals.task} == 'codign'",
            ": there is no task \"codign\" (did you mean \"coding\"?)"),
        Arguments.of(
            "${variable.signals.task} in 'coding,编程'",
            ": there is no task \"编程\" (expected: analysis, coding)"),
        Arguments.of(
            "${variable.signals.language} == 'chinese'",
            ": there is no language \"chinese\" (expected: en, mixed, other, zh)"),
        Arguments.of(
            "${variable.signals.has(creativ)}",
            ": there is no list \"creativ\" (did you mean \"creative\"?)"),
        Arguments.of(
            "${variable.signals.has('诗')} == true",
            ": there is no list \"诗\" (expected: creative)"),
        Arguments.of(
            "${variable.signals.difficulty} > 'high'",
            ": compares difficulty with \"high\" (expected: a number)"),
        Arguments.of(
            "${variable.signals.contains(' , ')}",
            ": contains without a word (expected: contains('word, word'))"),
        Arguments.of(
            "${variable.signals.matches('(a+')}",
            ": \"(a+\" is no regular expression of RE2: missing closing ) (expected: no"
                + " look-around, no back references)"),
        Arguments.of(
            "${variable.signals.matches('(?=诗)')}",
            ": \"(?=诗)\" is no regular expression of RE2: invalid or unsupported Perl syntax"
                + " (expected: no look-around, no back references)"),
        Arguments.of(
            "${variable.prompt} regex '(a+)+b'",
            ": regex can take for ever on text that a client wrote (expected:"
                + " ${variable.signals.matches('...')}, which cannot)"),
        Arguments.of(
            "${variable.signals.tag(feature)} !regex '(a+)+b'",
            ": regex can take for ever on text that a client wrote (expected:"
                + " ${variable.signals.matches('...')}, which cannot)"),
        Arguments.of(
            "${variable.prompt} contains '诗'",
            ": there is no variable prompt (expected: ${variable.signals.matches('...')} or"
                + " ${variable.signals.contains('word, word')})"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${variable.signals.difficulty} > 0.8 && ${variable.signals.difficulty} < 0.2",
        "${variable.signals.difficulty} > 1",
        "${variable.signals.difficulty} < '0'",
        "${variable.signals.hour} == 25",
        "${variable.signals.hour} == 2.5",
        "${variable.signals.hour} > 22 && ${variable.signals.hour} < 23",
        "${variable.signals.hour} range '24..30'",
        "${variable.signals.tokens} < 0",
        "${variable.signals.tokens} > 8000 && ${variable.signals.tokens} <= 8000",
        "${variable.signals.tokens} == 5 && ${variable.signals.tokens} != 5",
        "${variable.signals.task} == 'coding' && ${variable.signals.task} == 'analysis'",
        "${variable.signals.task} == \"coding\" && ${variable.signals?.task()} != 'coding'",
        "${variable.signals.image} && ${variable.signals.image} == false",
        "${variable.signals.has(creative)} == true && ${variable.signals.has(creative)} == false",
        "${variable.signals.tag(team)} == 'a' && ${variable.signals.tag(team)} == 'b'",
        "${variable.signals.tokens} < 0 || ${variable.signals.hour} > 23",
        "${variable.signals.tokens} < 0 && ${body} == 'anything'",
        "false"
      })
  void conditionThatNothingFulfilsIsFound(String condition) {
    assertThat(new RulesText().when(condition).problems())
        .singleElement()
        .asString()
        .startsWith("11: rule-r1 can never match: ")
        .endsWith(" holds for nothing (expected: a condition that can)");
  }

  @ParameterizedTest(name = "{1} after {0}")
  @MethodSource
  void ruleThatAnEarlierOneHidesIsFound(String first, String second, String because) {
    assertThat(new RulesText().when(first).when(second).problems())
        .containsExactly("20: rule-r2 can never match: rule-r1 at line 8 " + because);
  }

  static Stream<Arguments> ruleThatAnEarlierOneHidesIsFound() {
    String same = "has the same condition and decides first (expected: another condition)";
    String all = "matches all that this one does and decides first (expected: this one above it)";
    String every = "matches every request (expected: that one behind this, or as otherwise)";
    return Stream.of(
        Arguments.of(
            "${variable.signals.task} == 'coding'", "${variable.signals.task} == 'coding'", same),
        Arguments.of(
            "${variable.signals.image} && ${variable.signals.tools}",
            "${variable.signals.tools} == true &&  ${variable.signals.image}",
            same),
        Arguments.of(
            "${variable.signals.tag(team)} contains 'a'",
            "${variable.signals.tag(team)} contains 'a'",
            same),
        Arguments.of("${variable.signals.tokens} > 8000", "${variable.signals.tokens} > 9000", all),
        Arguments.of(
            "${variable.signals.tokens} > 8000",
            "${variable.signals.tokens} >= 8001 && ${variable.signals.task} == 'coding'",
            all),
        Arguments.of(
            "${variable.signals.task} != 'coding'", "${variable.signals.task} == 'analysis'", all),
        Arguments.of(
            "${variable.signals.hour} < 6 || ${variable.signals.hour} > 22",
            "${variable.signals.hour} == 23",
            all),
        Arguments.of("true", "${variable.signals.task} == 'coding'", every),
        Arguments.of("true", "${variable.call.header('x-team')} contains 'a'", every),
        Arguments.of("${variable.signals.difficulty} >= 0", "${variable.signals.hour} < 5", every));
  }

  @ParameterizedTest(name = "{1} after {0}")
  @MethodSource
  void ruleThatMayMatchIsLeftAlone(String first, String second) {
    assertThat(new RulesText().when(first).when(second).problems()).isEmpty();
  }

  static Stream<Arguments> ruleThatMayMatchIsLeftAlone() {
    return Stream.of(
        Arguments.of("${variable.signals.tokens} > 9000", "${variable.signals.tokens} > 8000"),
        Arguments.of("${variable.signals.tokens} > 8000", "${variable.signals.tokens} >= 8000"),
        Arguments.of(
            "${variable.signals.tokens} > 8000 && ${variable.signals.image}",
            "${variable.signals.tokens} > 9000"),
        Arguments.of("${random(100)} < 5", "${random(100)} < 5"),
        Arguments.of(
            "${bean:dice?method=roll} == 6 && ${variable.signals.image}",
            "${bean:dice?method=roll} == 6 && ${variable.signals.image}"),
        // For requests that name a model there are no signals: no comparison holds but !=.
        Arguments.of("${variable.signals.tokens} >= 0", "${variable.auto} != true"),
        Arguments.of(
            "${variable.signals.task} == 'coding'", "${variable.signals.task} != 'analysis'"),
        // Simple has no precedence: this is (true or x) and y.
        Arguments.of(
            "${variable.signals.image} || ${variable.signals.tools} && ${variable.signals.file}",
            "${variable.signals.image}"),
        Arguments.of(
            "${variable.signals.task} == 'coding'", "${variable.signals.task} =~ 'CODING'"),
        Arguments.of(
            "${variable.signals.task} contains 'cod'", "${variable.signals.task} == 'coding'"),
        Arguments.of(
            "${variable.signals.difficulty} > ${variable.signals.hour}",
            "${variable.signals.difficulty} < 0.1 && ${variable.signals.hour} > 3"),
        Arguments.of(
            "${variable.signals.matches('\\bpoems?\\b.{0,20\\}')}",
            "${variable.signals.contains('诗, 写 诗, poem')}"),
        Arguments.of(
            "${variable.signals.tags[team]} == 'a || b'", "${variable.signals.tags[team]} == 'a'"),
        Arguments.of(
            "${variable.signals.tokens} < {{few}}", "${variable.signals.tokens} > {{many}}"),
        Arguments.of(
            "${variable.signals.system} == '' && ${variable.signals.tenant} == 'acme'",
            "${variable.signals.tenant} == 'acme' && ${variable.signals.found.contains(creative)}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void everyBadActionIsNamedWithItsLine(String action, String problem) {
    assertThat(new RulesText().then(action).problems()).containsExactly("16: " + problem);
  }

  static Stream<Arguments> everyBadActionIsNamedWithItsLine() {
    return Stream.of(
        Arguments.of(
            "models(${variable.call}, 'r1', 'cheap, stron')",
            "rule r1: models: \"stron\" is no model (did you mean \"strong\"?)"),
        Arguments.of(
            "score(${variable.call}, 'r1', '便宜')",
            "rule r1: score: \"便宜\" is no model (expected: cheap, strong, other)"),
        Arguments.of(
            "models(${variable.call}, 'r1', 'cheap, vectors')",
            "rule r1: models: \"vectors\" answers no chats (expected: a chat model)"),
        Arguments.of(
            "score(${variable.call}, 'r1', 'vectors')",
            "rule r1: score: \"vectors\" answers no chats (expected: a chat model)"),
        Arguments.of(
            "split(${variable.call}, 'r1', 'cheap: 90, vectors: 10')",
            "rule r1: split: \"vectors\" answers no chats (expected: a chat model)"),
        Arguments.of(
            "shadow(${variable.call}, 'r1', 'vectors: 1')",
            "rule r1: shadow: \"vectors\" answers no chats (expected: a chat model)"),
        Arguments.of(
            "escalate(${variable.call}, 'r1', 'cheap, vectors')",
            "rule r1: escalate: \"vectors\" answers no chats (expected: a chat model)"),
        Arguments.of(
            "models(${variable.call}, 'r1', 'coding', 'cheap')",
            "rule r1: models: has 4 arguments (expected: models(${variable.call}, 'RULE', 'MODEL, MODEL'))"),
        Arguments.of(
            "score(${variable.call})",
            "score: has 1 argument (expected: score(${variable.call}, 'RULE'), or"
                + " score(${variable.call}, 'RULE', 'MODEL, MODEL'))"),
        Arguments.of(
            "priority(${variable.call}, 'r1', 'costs')",
            "rule r1: priority: \"costs\" is no priority (did you mean \"cost\"?)"),
        Arguments.of(
            "split(${variable.call}, 'r1', 'cheap: 90, strong: 5')",
            "rule r1: split: the percentages come to 95, not 100 (expected: model-a: 90, model-b: 10, with"
                + " percentages from 0 to 100)"),
        Arguments.of(
            "split(${variable.call}, 'r1', 'cheap: 110, strong: -10')",
            "rule r1: split: \"-10\" is no percentage for strong (expected: model-a: 90, model-b: 10, with"
                + " percentages from 0 to 100)"),
        Arguments.of(
            "split(${variable.call}, 'r1', 'cheap: 90, wrong: 10')",
            "rule r1: split: \"wrong\" is no model (did you mean \"strong\"?)"),
        Arguments.of(
            "shadow(${variable.call}, 'r1', 'cheap: 101')",
            "rule r1: shadow: the percentages come to 101, more than 100 (expected: model-a: 90, model-b:"
                + " 10, with percentages from 0 to 100)"),
        Arguments.of(
            "escalate(${variable.call}, 'r1', 'cheap')",
            "rule r1: escalate: names one model (expected: 'CHEAP, STRONG', the models in the order of"
                + " asking)"),
        Arguments.of(
            "escalate(${variable.call}, 'r1', 'cheap, sttrong')",
            "rule r1: escalate: \"sttrong\" is no model (did you mean \"strong\"?)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models(${variable.call}, 'r1', '')",
        "models(${variable.call}, 'r1', ${header.models})",
        "models(${variable.call}, 'r1', '{{models}}')",
        "models(${variable.call}, ${variable.name}, \"cheap , strong\")",
        "score(${variable.call}, 'r1')",
        "priority(${variable.call}, 'r1', 'QUALITY')",
        "split(${variable.call}, 'r1', 'cheap: 99.5, strong: 0.5')",
        "shadow(${variable.call}, 'r1', 'cheap: 5')",
        "escalate(${variable.call}, 'r1', 'cheap, other, strong')",
        "somethingElse(${variable.call}, 'r1')"
      })
  void actionThatIsRightOrNotUnderstoodIsLeftAlone(String action) {
    assertThat(new RulesText().then(action).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setVariable: {name: team, simple: red}",
        "setVariable: {name: team.colour, simple: red}",
        "setVariables: {variables: [{name: team, simple: red}]}",
        "to: {uri: \"log:team\", variableReceive: team}",
        "convertVariableTo: {name: call, toName: team, type: String}",
        "script: {groovy: \"exchange.setVariable('team', 1)\"}",
        "script: {groovy: \"variables['team'] = 1\"}",
        "setVariable: {name: \"${header.name}\", simple: red}",
        "setVariable: {name: \"{{name}}\", simple: red}"
      })
  void variableThatARouteSetsMayBeAskedFor(String step) {
    String rules = new RulesText().when("${variable.team} == 'red'").toString();

    assertThat(RulesText.problems(rules)).hasSize(1);
    String before = " ".repeat(8) + "- ";
    assertThat(rules).contains(before + "choice:");
    assertThat(
            RulesText.problems(
                rules.replace(before + "choice:", before + step + "\n" + before + "choice:")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${variable.global:maintenance} == true",
        "${variable.route:stage:seen} == true",
        "${variables.size} > 3",
        "${variable.call.isStream()} == true",
        "${variable:auto} == true",
        "${variable[signals].task} == 'coding'",
        "${variable?.signals?.task} == 'coding'"
      })
  void variableThatTheGatewayOrAnotherStoreHasIsLeftAlone(String condition) {
    assertThat(new RulesText().when(condition).problems()).isEmpty();
  }

  @Test
  void idThatClientsWouldSeeOtherwiseIsFound() {
    String action = "models(${variable.call}, 'code', 'cheap')";

    assertThat(
            new RulesText()
                .rule("rule-coding", "${variable.signals.image}", action)
                .rule("rule-code", "${variable.signals.audio}", action)
                .problems())
        .containsExactly(
            "16: rule-coding: clients would see the rule as \"code\" (expected: \"coding\", or the"
                + " id rule-code)");
  }

  @Test
  void idThatStandsTwiceIsFound() {
    String action = "models(${variable.call}, 'code', 'cheap')";

    assertThat(
            new RulesText()
                .rule("rule-code", "${variable.signals.image}", action)
                .rule("rule-code", "${variable.signals.audio}", action)
                .problems())
        .contains("17: rule-code stands at line 8 already (expected: another id)");
  }

  @Test
  void conditionIsReadInEveryFormThatCamelTakes() {
    for (String form :
        new String[] {
          "simple: \"${variable.signals.hour} > 23\"",
          "simple: {expression: \"${variable.signals.hour} > 23\"}",
          "expression: {simple: \"${variable.signals.hour} > 23\"}",
          "constant: \"false\""
        }) {
      assertThat(RulesText.problems(rules("- " + form)))
          .singleElement()
          .asString()
          .startsWith("8: this rule can never match");
    }
    assertThat(RulesText.problems(rules("- jsonpath: \"$.x\""))).isEmpty();
  }

  private static String rules(String when) {
    return new RulesText()
        + """
                    %s
                      steps:
                        - choice:
                            when:
                              - simple: "${variable.signals.image}"
                                steps:
                                  - bean: {ref: choose, method: "score(${variable.call}, 'a')"}
                        - bean: {ref: choose, method: "score(${variable.call}, 'b')"}
        """
            .formatted(when);
  }

  @Test
  void choicesThatChooseNoModelAreNobodysBusiness() {
    String yaml = new RulesText().when("${variable.signals.hour} > 23").toString();

    assertThat(RulesText.problems(yaml.replace("ref: choose", "ref: refuse"))).isEmpty();
  }
}
