package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.PolicyYaml;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** routing-tests.yaml: what the check tells, and which edits are refused. */
class RoutingTestsTest {
  private static final String TESTS =
      """
      tests:
        - name: a bazaar is the second's
          prompt: to the bazaar
          expect:
            rule: travel
            model: second
        - name: 集市也是
          prompt: 去集市
          expect: {rule: travel, model: [third, second]}
        - name: everything else is the first's
          prompt: hello
          expect: {model: first}
      """;
  private static final String TRAVEL = "${variable.signals.contains('bazaar, 集市')}";

  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private static String policy(String model) {
    return new PolicyYaml().rule("travel", TRAVEL, model).toString();
  }

  private Gateway start(String tests) {
    Gateway.Builder builder =
        Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", vendor)
                .provider("off", "http://127.0.0.1:1/v1", "api-keys: [\"\"]")
                .model("first", "alpha")
                .model("second", "alpha")
                .model("third", "off"));
    Gateway gateway = builder.start();
    gateway.writeRoute(PolicyYaml.FILE, policy("second"));
    gateway.writeConfig("routing-tests.yaml", tests);
    return gateway;
  }

  private static String file(Gateway gateway) {
    return gateway.folder().resolve("config/routing-tests.yaml").toString();
  }

  @Test
  void checkRunsThemThroughTheRoutes() {
    try (Gateway gateway = start(TESTS)) {
      assertThat(gateway.check()).isEmpty();

      gateway.writeRoute(PolicyYaml.FILE, policy("first"));

      assertThat(gateway.check())
          .containsExactly(
              file(gateway)
                  + ":6: expected model second, got first by rule travel (test \"a bazaar is the"
                  + " second's\")",
              file(gateway)
                  + ":9: expected model third or second, got first by rule travel (test \"集市也是\")");
    }
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void anEditThatBreaksOneIsRefusedAndTheOldRulesGoOn() {
    try (Gateway gateway = start(TESTS)) {
      gateway.reload();
      assertThat(gateway.problems()).isEmpty();

      gateway.writeRoute(PolicyYaml.FILE, policy("first"));
      gateway.reload();

      assertThat(gateway.problems())
          .hasSize(2)
          .first()
          .asString()
          .contains("routing-tests.yaml:6: ");
      assertThat(gateway.metric("caravan_reloads_total", "refused")).isEqualTo(1);
      assertThat(model(gateway, "the bazaar, please")).isEqualTo("second");

      gateway.writeConfig("routing-tests.yaml", TESTS.replace("second", "first"));
      gateway.reload();

      assertThat(gateway.problems()).isEmpty();
      assertThat(model(gateway, "another bazaar, please")).isEqualTo("first");
    }
  }

  private static String model(Gateway gateway, String prompt) {
    return gateway
        .chat(OpenAi.ask("auto", prompt))
        .headers()
        .firstValue("x-caravan-model")
        .orElseThrow();
  }

  @Test
  void editsOfTheTestsAndOfTheConfigurationAreHeldToThemToo() {
    try (Gateway gateway = start(TESTS)) {
      gateway.reload();

      gateway.writeConfig("gateway.yaml", "routing: {default-model: second, fallback-chain: []}\n");
      gateway.reload();
      assertThat(gateway.problems())
          .singleElement()
          .asString()
          .contains("expected model first, got second by rule default");

      gateway.writeConfig("gateway.yaml", "routing: {default-model: first, fallback-chain: []}\n");
      gateway.writeConfig("routing-tests.yaml", TESTS.replace("rule: travel", "rule: voyage"));
      gateway.reload();
      assertThat(gateway.problems())
          .hasSize(2)
          .allMatch(problem -> problem.contains("expected rule voyage, got rule travel"));
    }
  }

  @Test
  void aStartAnswersWithTestsThatFailAndLaterEditsAreNotHeldToThose() {
    try (Gateway first = start(TESTS.replace("model: first}", "model: second}"))) {
      // The file came after the start: the running generation had no test.
      first.reload();
      assertThat(first.problems()).hasSize(1);
    }
    Gateway.Builder builder =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", vendor)
                    .model("first", "alpha")
                    .model("second", "alpha"))
            .config("routing-tests.yaml", TESTS.replace("[third, second]", "second"));
    try (Gateway gateway = builder.start()) {
      // The shipped rules know no bazaar.
      assertThat(gateway.chat(OpenAi.ask("auto", "hello")).statusCode()).isEqualTo(200);
      assertThat(gateway.check()).isNotEmpty();

      gateway.writeConfig("gateway.yaml", "routing: {fallback-chain: [], max-fallbacks: 1}\n");
      gateway.reload();
      assertThat(gateway.problems()).isEmpty();

      gateway.writeRoute(PolicyYaml.FILE, policy("second"));
      gateway.reload();
      assertThat(gateway.problems()).isEmpty();

      gateway.writeRoute(PolicyYaml.FILE, policy("first"));
      gateway.reload();
      assertThat(gateway.problems()).hasSize(2);
    }
  }

  @Test
  void neitherKeysNorHealthNorTheHourNorShortCutsMoveThem() {
    String off =
        """
        tests:
          - name: a provider without a key counts as on
            prompt: to the bazaar
            expect: {model: third}
          - name: noon
            prompt: lunch
            expect: {rule: noon}
          - name: midnight
            prompt: lunch
            hour: 0
            expect: {rule: default, model: first}
        """;
    Gateway.Builder builder =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", vendor)
                    .provider("off", "http://127.0.0.1:1/v1", "api-keys: [\"\"]")
                    .modelWith("first", "circuit-breaker: {failure-threshold: 1}", "alpha")
                    .model("third", "off"))
            .environment("PRIMARY", "third")
            .environment("MODEL_PRIORITY", "[\"third\"]");
    try (Gateway gateway = builder.start()) {
      gateway.writeRoute(
          PolicyYaml.FILE,
          new PolicyYaml()
              .rule("travel", TRAVEL, "third, first")
              .rule("noon", "${variable.signals.hour} == 12", "first")
              .toString());
      gateway.writeConfig("routing-tests.yaml", off);
      vendor.answer(OpenAi.fails(500, "boom"));
      gateway.chat(OpenAi.ask("first", "open the breaker"));

      assertThat(gateway.check()).isEmpty();
      gateway.reload();
      assertThat(gateway.problems()).isEmpty();
    }
  }

  @Test
  void refusalsCanBeExpected() {
    String tests =
        """
        tests:
          - name: no such model
            prompt: hi
            model: nobody
            expect: {error: model_not_found}
          - name: it is there
            prompt: hi
            model: first
            expect: {error: model_not_found}
          - name: refused in place of decided
            prompt: hi
            model: nobody
            expect: {task: coding}
          - name: unknown name
            prompt: hi
            expect: {model: frist}
        """;
    try (Gateway gateway = start(tests)) {
      List<String> problems = gateway.check();

      assertThat(problems).hasSize(3);
      assertThat(problems.get(0))
          .contains(":9: expected error model_not_found, got first by rule explicit-model");
      assertThat(problems.get(1))
          .contains(":13: expected a decision, got the error model_not_found");
      assertThat(problems.get(2))
          .contains(":16: expected model frist, which models.yaml does not have", "\"first\"?");
    }
  }

  @Test
  void aClientKeyIsNotInTheirWay() {
    Gateway.Builder builder =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", vendor)
                    .model("first", "alpha")
                    .model("second", "alpha"))
            .clientKey("sk-client");
    try (Gateway gateway = builder.start()) {
      gateway.writeRoute(PolicyYaml.FILE, policy("second"));
      gateway.writeConfig("routing-tests.yaml", TESTS.replace("[third, second]", "second"));
      gateway.reload();

      assertThat(gateway.problems()).isEmpty();
    }
  }

  @Test
  void mistakesOfTheFileAreToldWithTheirLine() {
    String wrong =
        """
        tests:
          - name: twice
            prompt: hi
            expect: {task: coding}
          - name: twice
            prompt: hi
            repeat: 90000
            question: too much
            expect: {difficulty: {min: 0.9, max: 0.1}}
          - name: neither
            expekt: {task: coding}
        """;
    try (Gateway gateway = start(wrong)) {
      assertThat(gateway.check()).anyMatch(problem -> problem.contains(":11: "));

      gateway.writeConfig(
          "routing-tests.yaml",
          wrong.substring(0, wrong.indexOf("  - name: neither")).replace("hi\n", "hi there all\n"));
      assertThat(gateway.check())
          .hasSize(3)
          .anyMatch(problem -> problem.contains(":5: ") && problem.contains("on line 2"))
          .anyMatch(problem -> problem.contains(":7: ") && problem.contains("400000"))
          .anyMatch(problem -> problem.contains(":9: ") && problem.contains("min is above max"));
    }
  }
}
