package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RulesYaml;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules say in Simple about {@code ${variable.signals}}. */
class SignalVariablesTest {
  private static final FakeVendor VENDOR = FakeVendor.start().answer(OpenAi.says("hello"));
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", VENDOR)
                    .model("first", "alpha")
                    .model("second", "alpha"))
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    VENDOR.close();
  }

  private static String ruleFor(String condition, String prompt, String... headers) {
    String shipped = gateway.readRoute(LiveEditTest.RULES);
    try {
      gateway.writeRoute(
          LiveEditTest.RULES, RulesYaml.with(shipped, "probe", condition, "models second"));
      gateway.reload();
      assertThat(gateway.problems()).isEmpty();
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("auto", prompt), headers);
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.headers().firstValue("x-caravan-rule").orElseThrow();
    } finally {
      gateway.writeRoute(LiveEditTest.RULES, shipped);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "${variable.signals.task} == 'coding'; write a python function; hello",
        "${variable.signals.task} == 'coding'; 用 Python 写一个函数; 你好",
        "${variable.signals.difficulty} >= 0.3 && ${variable.signals.difficulty} < 0.99; Prove the"
            + " theorem by induction, rigorously; hello",
        "${variable.signals.tokens} > 20; one two three four five six seven eight nine ten eleven"
            + " twelve thirteen fourteen fifteen sixteen seventeen eighteen; hello",
        "${variable.signals.language} == 'zh'; 你好呀朋友; hello friend",
        "${variable.signals.has(creative-wish)}; Write a poem about the sea; hello",
        "${variable.signals.has('creative-wish')}; 写一首关于大海的诗; 你好",
        "${variable.signals.matches('order [0-9]+')}; Where is Order 4711?; Where is my order?",
        "${variable.signals.contains('bazaar, souk, 集市')}; to the SOUK!; to the soukh",
        "${variable.signals.contains('bazaar, souk, 集市')}; 去大集市怎么走; 去商店怎么走",
        "${variable.signals.hour} >= 0 && ${variable.signals.tenant} == 'default' &&"
            + " ${variable.signals.script} == 'latin'; hello; 你好",
      })
  void decideByWhatTheMessageSays(String condition, String yes, String no) {
    assertThat(ruleFor(condition, yes)).isEqualTo("probe");
    assertThat(ruleFor(condition, no)).isNotEqualTo("probe");
  }

  @Test
  void decideByTags() {
    String condition = "${variable.signals.tag(feature)} == 'search'";

    assertThat(ruleFor(condition, "hello", "x-caravan-tags", "feature=search")).isEqualTo("probe");
    assertThat(ruleFor(condition, "hello", "x-caravan-tags", "feature=mail")).isNotEqualTo("probe");
    assertThat(ruleFor(condition, "hello")).isNotEqualTo("probe");
  }

  @Test
  void signalsYamlIsLive() {
    String condition = "${variable.signals.has(spices)}";
    gateway.writeConfig(
        "signals.yaml", "extends: shipped\nlists:\n  spices: {words: [saffron, 藏红花]}\n");

    assertThat(ruleFor(condition, "a pound of saffron")).isEqualTo("probe");
    gateway.writeConfig(
        "signals.yaml", "extends: shipped\nlists:\n  spices: {words: [pepper, 胡椒]}\n");
    assertThat(ruleFor(condition, "a pound of saffron")).isNotEqualTo("probe");

    gateway.writeConfig("signals.yaml", "extends: shipped\nlists:\n  spices: {words: ['']}\n");
    assertThat(gateway.check())
        .singleElement()
        .asString()
        .contains("config/signals.yaml:3: lists.spices.words[0]: is empty");
    gateway.writeConfig("signals.yaml", "extends: shipped\n");
  }
}
