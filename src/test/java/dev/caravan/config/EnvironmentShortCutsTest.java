package dev.caravan.config;

import static dev.caravan.config.Loading.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.GatewaySettings.Routing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentShortCutsTest {
  private static final String GATEWAY = "routing: {default-model: c, fallback-chain: [c, b]}";

  @Test
  void aKeyInTheEnvironmentComesBeforeThoseOfTheFile() {
    String models = MODELS.replace("{{env:OPENAI_API_KEY}}", "of-the-file");

    Provider provider = provider(models, "openai", Map.of("OPENAI_API_KEY", "of-the-environment"));

    assertThat(provider.apiKeys())
        .containsExactly(new Secret("of-the-environment"), new Secret("of-the-file"));
  }

  @Test
  void aKeyMakesAKeylessProviderUseIt() {
    Provider provider =
        provider(MODELS, "local", Map.of("LOCAL_API_KEY", "k", "LOCAL_BASE", "http://h:1/v1/"));

    assertThat(provider.keyless()).isFalse();
    assertThat(provider.apiKeys()).containsExactly(new Secret("k"));
    assertThat(provider.baseUrl()).isEqualTo("http://h:1/v1");
  }

  @Test
  void aBaseInTheEnvironmentWinsOverTheFile() {
    Map<String, String> environment = Map.of("OPENAI_BASE", "http://localhost:9/v1");

    assertThat(provider(MODELS, "openai", environment).baseUrl())
        .isEqualTo("http://localhost:9/v1");
  }

  @Test
  void theNameOfAProviderIsMadeAVariable() {
    assertThat(EnvironmentShortCuts.keyVariable("my.own-vendor2"))
        .isEqualTo("MY_OWN_VENDOR2_API_KEY");
    assertThat(EnvironmentShortCuts.baseVariable("ai302")).isEqualTo("AI302_BASE");
  }

  @Test
  void primaryNamesTheDefaultModelAndFallbackTheFirstAfterIt() {
    Routing routing = routing(Map.of("PRIMARY", "first", "FALLBACK", "b"));

    assertThat(routing.defaultModel()).isEqualTo("a");
    assertThat(routing.fallbackChain()).containsExactly("b", "c");
    assertThat(routing.preferredProviders()).isEmpty();
  }

  @Test
  void furtherModelsOfPrimaryBeginTheFallbackChain() {
    Routing routing = routing(Map.of("PRIMARY", "b, a", "FALLBACK", "c"));

    assertThat(routing.defaultModel()).isEqualTo("b");
    assertThat(routing.fallbackChain()).containsExactly("a", "c", "b");
  }

  @Test
  void providersInPrimaryAndFallbackArePreferredInThatOrder() {
    Routing routing = routing(Map.of("PRIMARY", "LOCAL", "FALLBACK", "openai"));

    assertThat(routing.preferredProviders()).containsExactly("local", "openai");
    assertThat(routing.defaultModel()).isEqualTo("c");
    assertThat(routing.fallbackChain()).containsExactly("c", "b");
  }

  @Test
  void modelPriorityIsTheDefaultModelAndTheWholeChain() {
    Routing routing = routing(Map.of("MODEL_PRIORITY", "[\"b\", \"first\"]"));

    assertThat(routing.defaultModel()).isEqualTo("b");
    assertThat(routing.fallbackChain()).containsExactly("b", "a");
  }

  @Test
  void primaryWinsOverModelPriority() {
    Routing routing = routing(Map.of("MODEL_PRIORITY", "[\"b\", \"c\"]", "PRIMARY", "a"));

    assertThat(routing.defaultModel()).isEqualTo("a");
    assertThat(routing.fallbackChain()).containsExactly("b", "c");
  }

  @Test
  void primaryAndModelPriorityGoBeforeScoresAndFallbackDoesNot() {
    assertThat(routing(Map.of()).first()).isEmpty();
    assertThat(routing(Map.of("FALLBACK", "b")).first()).isEmpty();
    assertThat(routing(Map.of("PRIMARY", "local")).first()).isEmpty();
    assertThat(routing(Map.of("PRIMARY", "b, first")).first()).containsExactly("b", "a");
    assertThat(routing(Map.of("MODEL_PRIORITY", "[\"b\", \"c\"]", "PRIMARY", "a, c")).first())
        .containsExactly("a", "c", "b");
  }

  @Test
  void aTaskHasItsModels() {
    String file =
        "routing: {tasks: {coding: {models: [a], priority: cost}, analysis: {models: [a]}}}";

    Map<String, TaskRouting> tasks =
        Loading.valid(MODELS, file, Map.of("MODEL_CODING", "b, first", "MODEL_SIMPLE_QA", "c"))
            .gateway()
            .routing()
            .tasks();

    assertThat(tasks)
        .containsOnly(
            Map.entry("coding", new TaskRouting(List.of("b", "a"), null)),
            Map.entry("simple_qa", new TaskRouting(List.of("c"), null)),
            Map.entry("analysis", new TaskRouting(List.of("a"), null)));
  }

  @Test
  void variablesThatNameNoTaskAreNobodysBusiness() {
    assertThat(routing(Map.of("MODEL_PATH", "/models", "MODEL_NAME", "x")))
        .isEqualTo(routing(Map.of()));
  }

  @Test
  void timeoutIsTheTimeoutOfEveryModelAndTheMostForAFirstToken() {
    Model longer = model(Map.of("TIMEOUT_MS", "60000"));
    assertThat(longer.timeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(longer.firstTokenTimeout()).isEqualTo(Duration.ofSeconds(10));

    Model shorter = model(Map.of("TIMEOUT_MS", "1500"));
    assertThat(shorter.timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(shorter.firstTokenTimeout()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void retriesWinOverTheFile() {
    assertThat(routing(Map.of("RETRIES", "0")).retries()).isZero();
    assertThat(routing(Map.of()).retries()).isEqualTo(2);
  }

  @Test
  void emptyVariablesAreNotSet() {
    Map<String, String> empty = new HashMap<>();
    List.of("PRIMARY", "FALLBACK", "TIMEOUT_MS", "RETRIES", "MODEL_PRIORITY", "OPENAI_BASE")
        .forEach(name -> empty.put(name, " "));

    assertThat(routing(empty)).isEqualTo(routing(Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          PRIMARY|opnai|PRIMARY: "opnai" is no model, alias or provider (did you mean "openai"?)
          FALLBACK|b,,bb|FALLBACK: "bb" is no model, alias or provider (did you mean "b"?)
          TIMEOUT_MS|30s|TIMEOUT_MS: "30s" is not possible (expected: milliseconds, 1 to 3600000)
          TIMEOUT_MS|0|TIMEOUT_MS: "0" is not possible (expected: milliseconds, 1 to 3600000)
          RETRIES|-1|RETRIES: "-1" is not possible (expected: a whole number, 0 to 10)
          RETRIES|11|RETRIES: "11" is not possible (expected: a whole number, 0 to 10)
          MODEL_PRIORITY|a,b|MODEL_PRIORITY: is no JSON list of names (expected: ["deepseek-chat", "qwen-plus"])
          MODEL_PRIORITY|[]|MODEL_PRIORITY: is no JSON list of names (expected: ["deepseek-chat", "qwen-plus"])
          MODEL_PRIORITY|[1]|MODEL_PRIORITY: is no JSON list of names (expected: ["deepseek-chat", "qwen-plus"])
          MODEL_PRIORITY|["aa"]|MODEL_PRIORITY: "aa" is no model (did you mean "a"?)
          MODEL_CODING|b, aa|MODEL_CODING: "aa" is no model (did you mean "a"?)
          OPENAI_BASE|localhost|OPENAI_BASE: is relative (expected: https://host/path)
          """)
  void aWrongValueIsAProblemOfTheEnvironment(String name, String value, String problem) {
    assertThat(Loading.problems(Loading.load(MODELS, GATEWAY, Map.of(name, value))))
        .containsExactly("environment:1: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          PRIMARY|a,vectors
          FALLBACK|vectors
          MODEL_PRIORITY|["a", "vectors"]
          MODEL_CODING|b, vectors
          """)
  void modelThatMakesEmbeddingsOnlyIsNobodyToAskForChats(String name, String value) {
    assertThat(
            Loading.problems(Loading.load(Loading.WITH_EMBEDDINGS, GATEWAY, Map.of(name, value))))
        .containsExactly(
            "environment:1: " + name + ": \"vectors\" answers no chats (expected: a chat model)");
  }

  private static Routing routing(Map<String, String> environment) {
    return Loading.valid(MODELS, GATEWAY, environment).gateway().routing();
  }

  private static Provider provider(String models, String name, Map<String, String> environment) {
    return Loading.valid(models, GATEWAY, environment).catalogue().providers().get(name);
  }

  private static Model model(Map<String, String> environment) {
    return Loading.valid(MODELS, GATEWAY, environment).catalogue().find("a");
  }
}
