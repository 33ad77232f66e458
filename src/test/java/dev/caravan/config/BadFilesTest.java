package dev.caravan.config;

import static dev.caravan.config.Loading.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BadFilesTest {
  private static final String HEAD = "providers:\n  p: {dialect: openai, base-url: http://h/v1}\n";
  private static final String MODEL = HEAD + "models:\n  m:\n    deployments: [{provider: p}]\n";

  @ParameterizedTest(name = "{1}")
  @MethodSource({"badModels", "badReferences"})
  void everyMistakeInModelsYamlIsNamedWithItsLine(String yaml, String problem) {
    assertThat(Loading.problems(Loading.load(yaml, null, Map.of())))
        .containsExactly("models.yaml:" + problem);
  }

  static Stream<Arguments> badModels() {
    return Stream.of(
        Arguments.of(
            MODEL + "    price: {currency: USD,\n      input: -1, output: 1}\n",
            "7: price.input: -1 is below 0 (expected: >= 0)"),
        Arguments.of(
            MODEL + "    timeout: 30 sec\n",
            "6: timeout: \"30 sec\" is no duration (expected: 500ms, 30s, 5m)"),
        Arguments.of(
            MODEL + "    timeout: 30\n",
            "6: timeout: 30 is no duration (expected: 500ms, 30s, 5m)"),
        Arguments.of(
            MODEL + "    conext-window: 5\n",
            "6: unknown key \"conext-window\" (did you mean \"context-window\"?)"),
        Arguments.of(
            MODEL + "    circuit-breaker: {colour: red}\n",
            "6: circuit-breaker: unknown key \"colour\" (expected: failure-threshold, recovery,"
                + " slow-call, slow-call-threshold, half-open-calls)"),
        Arguments.of(
            MODEL + "    context-window: many\n",
            "6: context-window: \"many\" is text (expected: a whole number)"),
        Arguments.of(
            MODEL + "    context-window: 1.5\n",
            "6: context-window: 1.5 is a number (expected: a whole number)"),
        Arguments.of(
            MODEL + "    context-window:\n",
            "6: context-window: has no value (expected: a whole number)"),
        Arguments.of(
            MODEL + "    strengths: coding\n",
            "6: strengths: \"coding\" is text (expected: a list)"),
        Arguments.of(
            MODEL + "    strengths: [coding, coding]\n",
            "6: strengths: says something twice (expected: once each)"),
        Arguments.of(
            MODEL + "    price: {currency: USD, input: 1}\n", "6: price: output is missing"),
        Arguments.of(
            MODEL + "    price:\n      input: 1\n      currency: EUR\n      output: 1\n",
            "8: price.currency: \"EUR\" has no rate in gateway.yaml (expected:"
                + " routing.currency.rates with EUR, or one of: CNY, USD)"),
        Arguments.of(
            MODEL + "    price: {currency: XQZ, input: 1, output: 1}\n",
            "6: price.currency: \"XQZ\" is no currency (expected: a code of ISO 4217 as USD, CNY,"
                + " EUR)"),
        Arguments.of(
            MODEL + "    price: {currency: dollar, input: 1, output: 1}\n",
            "6: price.currency: \"dollar\" is no currency (expected: USD, CNY, EUR)"),
        Arguments.of(
            MODEL + "    price: {currency: USD, input: 1, cached-input: 2, output: 1}\n",
            "6: price.cached-input: 2 is above input (expected: <= 1)"),
        Arguments.of(
            MODEL + "    context-window: 100\n    max-output: 200\n",
            "7: max-output: 200 is above context-window (expected: <= 100)"),
        Arguments.of(
            HEAD.replace("openai", "anthropic")
                    .replace("/v1}", "/v1, quirks: {continuation: prefix}}")
                + "models:\n  m:\n    deployments: [{provider: p}]\n",
            "2: quirks.continuation: \"prefix\" is not for the dialect anthropic (expected:"
                + " last-message or instruction)"),
        Arguments.of(
            HEAD.replace("openai", "gemini")
                + "models:\n  m:\n    deployments: [{provider: p, quirks: {continuation: partial}}]\n",
            "5: deployments[0].quirks.continuation: \"partial\" is not for the dialect gemini"
                + " (expected: last-message or instruction)"),
        Arguments.of(
            MODEL + "    circuit-breaker: {slow-call: 20s, slow-call-threshold: 6}\n",
            "6: circuit-breaker.slow-call-threshold: 6 is above failure-threshold, which is how many"
                + " calls are remembered (expected: <= 5)"),
        Arguments.of(
            MODEL + "    circuit-breaker: {slow-call-threshold: 3}\n",
            "6: circuit-breaker.slow-call-threshold: says nothing without slow-call (expected:"
                + " slow-call: 20s beside it)"),
        Arguments.of(
            MODEL + "    sandbox: {fault: fire}\n",
            "6: sandbox.fault: \"fire\" is no fault (expected: none, status:503, cut:5, reset,"
                + " stall, error-in-200)"),
        Arguments.of(
            MODEL + "modles: {}\n", "6: unknown key \"modles\" (did you mean \"models\"?)"),
        Arguments.of("providers: {}\n", "1: models is missing"),
        Arguments.of("", "1: is empty (expected: models)"),
        Arguments.of("models: {}\n", "1: models: is empty (expected: at least 1)"),
        Arguments.of("- a\n", "1: is a list (expected: a mapping)"),
        Arguments.of(
            "models:\n  my model: {deployments: [{provider: sandbox}]}\n",
            "2: \"my model\" is no model name (expected: gpt-4o, qwen-plus)"));
  }

  static Stream<Arguments> badReferences() {
    return Stream.of(
        Arguments.of(
            HEAD + "models:\n  m:\n    deployments:\n      - provider: q\n",
            "6: deployments[0].provider: \"q\" is no provider (did you mean \"p\"?)"),
        Arguments.of(
            HEAD
                + "models:\n  m:\n    deployments:\n      - {provider: p}\n      - {provider: p}\n",
            "7: deployments[1]: is there twice (expected: each provider and model once)"),
        Arguments.of(
            HEAD + "models:\n  m: {}\n",
            "4: models.m: has no deployments (expected: at least one)"),
        Arguments.of(
            HEAD + "models:\n  m:\n    deployments: []\n",
            "4: models.m: has no deployments (expected: at least one)"),
        Arguments.of(
            HEAD + "models:\n  m:\n    deployments: [{provider: p, weight: 0}]\n",
            "5: deployments: every deployment has weight 0 (expected: at least one above 0)"),
        Arguments.of(
            MODEL + "    weight: 0\n",
            "3: models: every model has weight 0 (expected: at least one above 0)"),
        Arguments.of(
            MODEL + "aliases:\n  n: mm\n",
            "7: aliases.n: \"mm\" is no model (did you mean \"m\"?)"),
        Arguments.of(
            MODEL + "aliases:\n  m: m\n",
            "7: aliases.m: hides the model of that name (expected: another name)"),
        Arguments.of(
            MODEL + "aliases:\n  auto: m\n",
            "7: aliases.auto: \"auto\" leaves the choice to the gateway (expected: another name)"),
        Arguments.of(
            "providers:\n  p: {dialect: opneai, base-url: http://h}\n"
                + MODEL.substring(HEAD.length()),
            "2: dialect: \"opneai\" is not known (expected: openai, azure, anthropic, bedrock,"
                + " gemini, dashscope, ollama, openai-responses, sandbox)"),
        Arguments.of(
            "providers:\n  p: {dialect: openai}\n" + MODEL.substring(HEAD.length()),
            "2: providers.p: base-url is missing (expected: https://host/path)"),
        Arguments.of(url("api.openai.com/v1"), "2: base-url: is relative" + EXPECTED_URL),
        Arguments.of(url("ftp://h/v1"), "2: base-url: is no http address" + EXPECTED_URL),
        Arguments.of(url("http:///v1"), "2: base-url: has no valid host" + EXPECTED_URL),
        Arguments.of(url("http://a b/"), "2: base-url: is no address" + EXPECTED_URL),
        Arguments.of(
            url("http://u:secret@h/"), "2: base-url: has a user name in it (expected: api-keys)"),
        Arguments.of(url("http://h/?key=secret"), "2: base-url: has a ? or # in it" + EXPECTED_URL),
        Arguments.of(
            "providers:\n  sandbox: {dialect: openai, base-url: http://h}\n"
                + "  p: {dialect: openai, base-url: http://h}\n"
                + MODEL.substring(HEAD.length()),
            "2: providers.sandbox: sandbox is the built-in provider (expected: dialect sandbox)"),
        Arguments.of(
            HEAD.replace("  p:", "  p-1:")
                + "  p_1: {dialect: openai, base-url: http://h}\n"
                + "  p: {dialect: openai, base-url: http://h}\n"
                + MODEL.substring(HEAD.length()),
            "3: providers.p_1: shares P_1_API_KEY with p-1 (expected: another name)"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  void everyMistakeInGatewayYamlIsNamedWithItsLine(String yaml, String problem) {
    assertThat(Loading.problems(Loading.load(MODELS, yaml, Map.of())))
        .containsExactly("gateway.yaml:" + problem);
  }

  static Stream<Arguments> everyMistakeInGatewayYamlIsNamedWithItsLine() {
    return Stream.of(
        Arguments.of(
            "routing:\n  priority: fast\n",
            "2: routing.priority: \"fast\" is not known (expected: speed, quality, cost, balanced)"),
        Arguments.of(
            "routing:\n  default-model: aa\n",
            "2: routing.default-model: \"aa\" is no model (did you mean \"a\"?)"),
        Arguments.of(
            "routing:\n  fallback-chain:\n    - a\n    - quite-another\n",
            "4: routing.fallback-chain[1]: \"quite-another\" is no model (expected: a, b, c)"),
        Arguments.of(
            "routing: {retries: 11}\n", "1: routing.retries: 11 is above 10 (expected: <= 10)"),
        Arguments.of(
            "routing: {deadline: 0s}\n",
            "1: routing.deadline: \"0s\" is no duration (expected: 500ms, 30s, 5m)"),
        Arguments.of(
            "cache:\n  semantic:\n    enabled: true\n",
            "3: cache.semantic.enabled: true is refused: the semantic cache does not exist yet"
                + " (expected: false)"),
        Arguments.of(
            "cache: {exact: {enabled: yes please}}\n",
            "1: cache.exact.enabled: \"yes please\" is text (expected: true or false)"),
        Arguments.of(
            "limits: {max-request-bytes: 20 MB}\n",
            "1: limits.max-request-bytes: \"20 MB\" is no size (expected: 500KB, 20MB, 1GB)"),
        Arguments.of(
            "limits: {max-answer-bytes: 2000000000}\n",
            "1: limits.max-answer-bytes: 2000000000 is above 1073741824 (expected: <="
                + " 1073741824)"),
        Arguments.of(
            "cors: {allowed-origins: [app.example.com]}\n",
            "1: cors.allowed-origins[0]: \"app.example.com\" is no origin (expected:"
                + " https://app.example.com, *)"),
        Arguments.of(
            "fetch-images:\n  allowed-hosts: []\n  enabled: true\n",
            "3: fetch-images.enabled: is true without allowed-hosts (expected:"
                + " images.example.com, *.example.com, *)"),
        Arguments.of(
            "fetch-images: {allowed-hosts: ['https://images.example.com/']}\n",
            "1: fetch-images.allowed-hosts[0]: \"https://images.example.com/\" is no host"
                + " (expected: images.example.com, *.example.com, *)"),
        Arguments.of(
            "routing:\n  currency:\n    base: dollar\n",
            "3: routing.currency.base: \"dollar\" is no currency (expected: USD, CNY)"),
        Arguments.of(
            "routing:\n  currency:\n    base: XQZ\n",
            "3: routing.currency.base: \"XQZ\" is no currency (expected: a code of ISO 4217 as USD,"
                + " CNY, EUR)"),
        Arguments.of(
            "routing:\n  currency:\n    rates: {CNY: 0}\n",
            "3: routing.currency.rates.CNY: 0 is not above 0 (expected: > 0)"),
        Arguments.of(
            "routing:\n  currency:\n    rates: {XQZ: 2}\n",
            "3: routing.currency.rates.XQZ: \"XQZ\" is no currency (expected: a code of ISO 4217 as"
                + " USD, CNY, EUR)"),
        Arguments.of(
            "routing:\n  currency:\n    rates: {USD: 2}\n",
            "3: routing.currency.rates.USD: 2 is the rate of the base itself (expected: 1)"),
        Arguments.of(
            "routing:\n  scoring:\n    easy: {cost: 0, speed: 0, quality: 0}\n",
            "3: routing.scoring.easy: has no share above 0 (expected: {cost: 0.7, quality: 0.3})"),
        Arguments.of(
            "routing:\n  scoring:\n    hard: {cost: -1}\n",
            "3: routing.scoring.hard.cost: -1 is below 0 (expected: >= 0)"),
        Arguments.of(
            "routing:\n  scoring:\n    near-equal: 60\n",
            "3: routing.scoring.near-equal: 60 is above 50 (expected: <= 50)"),
        Arguments.of(
            "routing:\n  tasks:\n    coding: {models: [aa]}\n",
            "3: routing.tasks.coding.models[0]: \"aa\" is no model (did you mean \"a\"?)"),
        Arguments.of(
            "routing:\n  tasks:\n    coding: {priority: best}\n",
            "3: routing.tasks.coding.priority: \"best\" is not known (expected: speed, quality, cost,"
                + " balanced)"),
        Arguments.of(
            "clients:\n  allowed-models: [bb]\n",
            "2: clients.allowed-models[0]: \"bb\" is no model (did you mean \"b\"?)"),
        Arguments.of(
            "access-log: {format: xml}\n",
            "1: access-log.format: \"xml\" is not known (expected: text, json)"),
        Arguments.of("rooting: {}\n", "1: unknown key \"rooting\" (did you mean \"routing\"?)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          default-model: vectors | default-model
          content-policy-fallback: vectors | content-policy-fallback
          fallback-chain: [b, vectors] | fallback-chain[1]
          tasks: {coding: {models: [vectors]}} | tasks.coding.models[0]
          """)
  void modelThatMakesEmbeddingsOnlyIsNobodyToAskForChats(String setting, String place) {
    String yaml = "routing:\n  " + setting + "\nclients: {allowed-models: [vectors]}\n";

    assertThat(Loading.problems(Loading.load(Loading.WITH_EMBEDDINGS, yaml, Map.of())))
        .containsExactly(
            "gateway.yaml:2: routing."
                + place
                + ": \"vectors\" answers no chats (expected: a chat model)");
  }

  @Test
  void gatewayForEmbeddingsOnlyMayNameItsModels() {
    String models = Loading.WITH_EMBEDDINGS.replaceAll("(?m)^  [abc]: .*\n|^aliases.*\n", "");
    String yaml = "routing: {default-model: vectors}\n";

    assertThat(Loading.problems(Loading.load(models, yaml, Map.of()))).isEmpty();
  }

  @Test
  void allProblemsOfBothFilesComeAtOnceAndSorted() {
    LoadedConfiguration loaded =
        Loading.load(
            MODEL + "    timeout: 1\n    weight: -1\n", "nonsense: 1\n", Map.of("RETRIES", "x"));

    assertThat(loaded.isValid()).isFalse();
    assertThat(loaded.problems()).extracting(Problem::file).isSorted().hasSize(4);
    assertThat(Loading.problems(loaded))
        .containsSubsequence(
            "models.yaml:6: timeout: 1 is no duration (expected: 500ms, 30s, 5m)",
            "models.yaml:7: weight: -1 is below 0 (expected: >= 0)");
  }

  private static final String EXPECTED_URL = " (expected: https://host/path)";

  private static String url(String url) {
    return "providers:\n  p: {dialect: openai, base-url: \"%s\"}\n".formatted(url)
        + MODEL.substring(HEAD.length());
  }
}
