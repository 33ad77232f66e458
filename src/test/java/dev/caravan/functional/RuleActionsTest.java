package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RulesYaml;
import java.net.http.HttpResponse;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules do with a request. */
class RuleActionsTest {
  private static final String ALWAYS = "${variable.auto} == true";
  private static final String CODE = "Write a function in Python that reverses a list.";

  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private Gateway.Builder gateway() {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", vendor)
                .provider("keyless", vendor.baseUrl(), "api-keys: [\"\"]")
                .modelWith(
                    "cheap",
                    "strengths: [coding], weight: 10, price: {currency: USD, input: 0.1, output: 0.1}",
                    "alpha")
                .modelWith(
                    "strong",
                    "strengths: [coding], weight: 100, price: {currency: USD, input: 9, output: 9}",
                    "alpha")
                .modelWith(
                    "poet",
                    "strengths: [creative_writing], price: {currency: USD, input: 3, output: 3}",
                    "alpha")
                .model("missing", "keyless"))
        .gateway("{routing: {retries: 0, fallback-chain: []}, cache: {exact: {enabled: false}}}\n");
  }

  private static void assertDecision(HttpResponse<String> answer, String rule, String model) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-caravan-rule")).hasValue(rule);
    assertThat(answer.headers().firstValue("x-caravan-model")).hasValue(model);
  }

  private static HttpResponse<String> ask(Gateway gateway, String... headers) {
    return gateway.chat(OpenAi.ask("auto", CODE), headers);
  }

  @Test
  void firstOfTheNamedModelsThatCanBeCalledAnswers() {
    try (Gateway gateway = gateway().rule("mine", ALWAYS, "models missing, poet, cheap").start()) {
      HttpResponse<String> answer = ask(gateway);

      assertDecision(answer, "mine", "poet");
      assertThat(answer.headers().firstValue("x-caravan-task")).hasValue("coding");
    }
  }

  @Test
  void firstRuleThatMatchesDecides() {
    try (Gateway gateway =
        gateway()
            .rule("last", ALWAYS, "models cheap")
            .rule("code", "${variable.signals.task} == 'coding'", "models strong")
            .start()) {
      // Each rule is put before the shipped ones, behind those that were put there before.
      assertDecision(ask(gateway), "last", "cheap");
    }
  }

  @Test
  void scoreTakesTheBestOfAll() {
    try (Gateway gateway = gateway().rule("best", ALWAYS, "score").start()) {
      assertDecision(ask(gateway, "x-caravan-priority", "cost"), "best", "cheap");
      assertDecision(ask(gateway, "x-caravan-priority", "quality"), "best", "strong");
    }
  }

  @Test
  void scoreTakesTheBestOfSome() {
    try (Gateway gateway = gateway().rule("some", ALWAYS, "score poet, strong").start()) {
      assertDecision(ask(gateway, "x-caravan-priority", "cost"), "some", "strong");
    }
  }

  @Test
  void priorityOfTheRuleHoldsUnlessTheClientHasOne() {
    try (Gateway gateway = gateway().rule("thrifty", ALWAYS, "priority cost").start()) {
      assertDecision(ask(gateway), "thrifty", "cheap");
      assertDecision(ask(gateway, "x-caravan-priority", "quality"), "thrifty", "strong");
      assertDecision(gateway.chat(OpenAi.ask("auto:quality", CODE)), "thrifty", "strong");
    }
    try (Gateway gateway = gateway().rule("lavish", ALWAYS, "priority quality").start()) {
      assertDecision(ask(gateway), "lavish", "strong");
      assertDecision(ask(gateway, "x-caravan-priority", "cost"), "lavish", "cheap");
    }
  }

  @Test
  void conditionsSeeTheTenant() {
    String other = "${variable.signals.tenant} == 'acme'";
    String own = "${variable.signals.tenant} == 'default'";
    try (Gateway gateway =
        gateway().rule("acme", other, "models poet").rule("own", own, "models cheap").start()) {
      assertDecision(ask(gateway), "own", "cheap");
    }
  }

  @Test
  void conditionsSeeTheHour() {
    int other = (LocalTime.now(ZoneId.systemDefault()).getHour() + 12) % 24;
    String then = "${variable.signals.hour} == " + other;
    String now = "${variable.signals.hour} != " + other;
    try (Gateway gateway =
        gateway().rule("then", then, "models poet").rule("now", now, "models cheap").start()) {
      assertDecision(ask(gateway), "now", "cheap");
    }
  }

  @Test
  void conditionsSeeTags() {
    String search = "${variable.signals.tag('feature')} == 'search'";
    try (Gateway gateway = gateway().rule("search", search, "models poet").start()) {
      assertDecision(ask(gateway, "x-caravan-tags", "feature=search,team=x"), "search", "poet");
      assertThat(
              ask(gateway, "x-caravan-tags", "feature=mail").headers().firstValue("x-caravan-rule"))
          .get()
          .isNotEqualTo("search");
      String inBody =
          OpenAi.ask("auto", CODE)
              .replace("{\"model\"", "{\"caravan\":{\"tags\":{\"feature\":\"search\"}},\"model\"");
      assertDecision(gateway.chat(inBody), "search", "poet");
    }
  }

  @Test
  void rulesBeforeThatForNamedModelsDecideAboutThoseToo() {
    String mine = "${variable.call.requestedModel()} == 'strong'";
    try (Gateway gateway = gateway().start()) {
      for (String action : new String[] {"models cheap", "split cheap: 100"}) {
        gateway.writeRoute(
            RulesYaml.FILE, RulesYaml.atHead(RulesYaml.shipped(), "moved", mine, action));
        gateway.reload();

        assertDecision(gateway.chat(OpenAi.ask("strong", "hi")), "moved", "cheap");
        assertDecision(gateway.chat(OpenAi.ask("poet", "hi")), "explicit-model", "poet");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          != 'translation'                               | moved
          !in 'translation,coding'                       | moved
          !contains 'trans'                              | moved
          != 'translation' && ${variable.auto} == true   | explicit-model
          == 'coding'                                    | explicit-model
          in 'translation,coding'                        | explicit-model
          """)
  void ofComparisonsWithASignalOnlyNegatedOnesHoldForRequestsThatNameAModel(
      String comparison, String rule) {
    String condition = "${variable.signals.task} " + comparison;
    String other = " && ${variable.signals.tag('to')} != 'x'";
    try (Gateway gateway = gateway().start()) {
      gateway.writeRoute(
          RulesYaml.FILE,
          RulesYaml.atHead(RulesYaml.shipped(), "moved", condition + other, "models cheap"));
      gateway.reload();
      assertThat(gateway.problems()).isEmpty();

      assertThat(gateway.chat(OpenAi.ask("poet", "hi")).headers().firstValue("x-caravan-rule"))
          .hasValue(rule);
    }
  }

  @Test
  void whatScoresNeverReplacesAModelThatTheClientNamed() {
    String negated =
        "${variable.signals.task} != 'translation' && ${variable.signals.tag('to')} != 'x'";
    try (Gateway gateway = gateway().start()) {
      for (String action : new String[] {"score", "score cheap", "priority cost"}) {
        gateway.writeRoute(
            RulesYaml.FILE, RulesYaml.atHead(RulesYaml.shipped(), "above", negated, action));
        gateway.reload();
        assertThat(gateway.problems()).isEmpty();

        assertDecision(gateway.chat(OpenAi.ask("poet", "hi")), "explicit-model", "poet");
        assertThat(gateway.chat(OpenAi.ask("poe", "hi")).statusCode()).isEqualTo(404);
        assertThat(ask(gateway).headers().firstValue("x-caravan-rule")).hasValue("above");
      }
    }
  }
}
